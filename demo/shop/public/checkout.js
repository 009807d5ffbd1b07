// The shop's own script: once the bank is connected, the order is complete. The order page asks the backend,
// which asks the companion server; nothing here has to be believed.
document.querySelector('bank-connect').addEventListener('bank-connect-success', () => {
  const done = document.createElement('a');
  done.className = 'button';
  done.href = '/order';
  done.textContent = 'Complete the order';
  document.querySelector('.payment').append(done);
});
