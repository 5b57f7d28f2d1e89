// Watches a page for what must never happen: errors on the console, violations of the content security policy, requests to other hosts.

/** Watches every page of a browser context. */
export class Watch {
  #allowedOrigins = new Set();
  #allowedMessages = [];
  /** Every request of the context, in order: `{ method, url, headers, body }`. */
  requests = [];
  /** Errors and warnings on the console, errors nobody caught, policy violations: as text. */
  messages = [];

  constructor(context) {
    context.on('request', (request) => {
      this.requests.push({
        method: request.method(),
        url: request.url(),
        headers: request.headers(),
        body: request.postData(),
      });
    });
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        this.messages.push(`${message.type()}: ${message.text()}`);
      }
    });
    context.on('weberror', (error) => this.messages.push(`uncaught: ${error.error().message}`));
  }

  /** Lets requests go to the origin of `url`. */
  allowOrigin(url) {
    this.#allowedOrigins.add(new URL(url).origin);
  }

  /** Expects messages that match: a test that stops the server cannot keep the console empty. */
  allowMessage(pattern) {
    this.#allowedMessages.push(pattern);
  }

  /** Returns what must not have happened, as text. */
  faults() {
    const messages = this.messages.filter((message) => !this.#allowedMessages.some((allowed) => allowed.test(message)));
    const strangers = this.requests
      .map(({ url }) => new URL(url))
      .filter(({ protocol }) => ['http:', 'https:', 'ws:', 'wss:'].includes(protocol))
      .filter(({ origin }) => !this.#allowedOrigins.has(origin))
      .map(({ href }) => `request to another host: ${href}`);
    return [...messages, ...strangers];
  }
}
