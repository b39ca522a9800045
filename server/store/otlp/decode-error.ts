/** A payload that is not what its content type says. `message` is fit for the sender: it names the field and the fault. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
