// A single-page application in one file: it imports the element from npm and shows it in a dialog that comes and goes.
import 'bank-connect/define';

const app = document.querySelector<HTMLElement>('#app');
const server = app?.dataset['server'];
if (app === null || server === undefined) throw new TypeError('#app with data-server is missing');

const status = document.createElement('p');
status.setAttribute('role', 'status');
status.textContent = 'No bank linked yet.';

const open = document.createElement('button');
open.textContent = 'Link a bank';
open.addEventListener('click', () => showDialog(server));
app.append(status, open);

function showDialog(origin: string): void {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', 'Link a bank');
  const element = document.createElement('bank-connect');
  element.setAttribute('server', origin);
  element.setAttribute('session-endpoint', '/checkout/session');
  const close = document.createElement('button');
  close.textContent = 'Close';
  close.addEventListener('click', () => dialog.close());
  // Closing takes the element out of the page; opening again goes on where the session stands.
  dialog.addEventListener('close', () => {
    dialog.remove();
    open.focus();
  });
  element.addEventListener('bank-connect-success', () => (status.textContent = 'Your bank is linked.'));
  dialog.append(element, close);
  document.body.append(dialog);
  dialog.showModal();
}
