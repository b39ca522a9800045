/**
 * Takes a text that is still on its way too: browsers allow the clipboard for a moment after a click only, so the promise
 * must be handed over within it.
 *
 * @returns false where the browser refuses, as it does on plain HTTP away from localhost
 * @throws whatever the promise rejects with
 */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  const coming = Promise.resolve(text);
  const blob = coming.then((known) => new Blob([known], { type: 'text/plain' }));
  blob.catch(() => undefined);
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    return true;
  } catch {
    return writeText(await coming);
  }
}

async function writeText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
