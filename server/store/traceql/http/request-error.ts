/** An answer in plain text, as Tempo's are. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: 400 | 404 | 422 | 500;
  constructor(message: string, status: 400 | 404 | 422 | 500 = 400) {
    super(message);
    this.status = status;
  }
}
