const JSON_HEADERS = { 'Content-Type': 'application/json' };
/** Longer answers go out piece by piece: a string of them all would hold the thread, or not fit one. */
const WHOLE_LENGTH = 1 << 20;

/**
 * A successful answer.
 *
 * @param data JSON text, whole or in pieces
 */
export function success(
  data: string | readonly string[],
  warnings: readonly string[] = [],
  infos: readonly string[] = [],
): Response {
  const remarks = [
    warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : '',
    infos.length > 0 ? `,"infos":${JSON.stringify(infos)}` : '',
  ].join('');
  const pieces = ['{"status":"success","data":', ...[data].flat(), `${remarks}}`];
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return new Response(length > WHOLE_LENGTH ? streamOf(pieces) : pieces.join(''), { headers: JSON_HEADERS });
}

function streamOf(pieces: readonly string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      let chunk = '';
      while (at < pieces.length && chunk.length < WHOLE_LENGTH / 4) chunk += pieces[at++] ?? '';
      if (chunk === '') controller.close();
      else controller.enqueue(encoder.encode(chunk));
    },
  });
}

export const TRUNCATED = 'results truncated due to limit';

/** A list cut to its limit, with the warning that says so. */
export function limitedList(list: readonly unknown[], limit: number): Response {
  const isCut = list.length > limit;
  return success(JSON.stringify(isCut ? list.slice(0, limit) : list), isCut ? [TRUNCATED] : []);
}
