// Shows webhooks as they arrive. Everything is put into the page as text.
const list = document.querySelector('.arrivals');
const template = document.querySelector('#arrival');

function show({ number, at, verdict, answered, id, type, body }) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.dataset.verdict = verdict;
  const fill = (selector, text) => (item.querySelector(selector).textContent = text);
  fill('.type', type);
  fill('.verdict', verdict);
  fill('.number', `#${number}`);
  fill('.id', id);
  fill('.answered', `answered ${answered}`);
  const time = item.querySelector('time');
  time.dateTime = at;
  time.textContent = new Date(at).toLocaleTimeString();
  fill('pre', pretty(body));
  list.prepend(item);
  document.querySelector('.none').hidden = true;
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

// What came earlier comes first; after a break, what came in between.
new EventSource('/webhooks/arrivals').addEventListener('message', ({ data }) => show(JSON.parse(data)));
