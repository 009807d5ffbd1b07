// The shop's own script: once the bank is connected, or has taken the payment, the order is complete. The next page asks the
// backend, which asks the companion server; nothing here has to be believed.
document.querySelector('bank-connect').addEventListener('bank-connect-success', () => {
  const section = document.querySelector('.payment');
  const done = document.createElement('a');
  done.className = 'button';
  done.href = section.dataset.done ?? '/order';
  done.textContent = 'Complete the order';
  section.append(done);
});
