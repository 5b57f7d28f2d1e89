// A site of someone else's, on an origin of its own: pages written by a test, with the headers it wants.

import { createServer } from 'node:http';

/** Starts a site; `show(html, options)` makes a page and returns its address. */
export async function startHostSite() {
  const pages = new Map();
  const server = createServer((request, response) => {
    const page = pages.get(new URL(request.url, 'http://host').pathname);
    if (!page) {
      response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    response.writeHead(200, { 'content-type': page.type, ...page.headers });
    response.end(page.body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${server.address().port}`;
  let next = 1;
  return {
    url,
    /** Makes a page of `body`; `type` and `headers` may be given. */
    show(body, { type = 'text/html; charset=utf-8', headers = {}, path = `/page-${next++}` } = {}) {
      pages.set(path, { body, type, headers });
      return `${url}${path}`;
    },
    stop: () => new Promise((done) => {
      server.closeAllConnections();
      server.close(done);
    }),
  };
}
