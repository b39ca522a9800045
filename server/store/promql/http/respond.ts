/** A successful answer. @param data JSON text */
export function success(data: string, warnings: readonly string[] = [], infos: readonly string[] = []): Response {
  const remarks = [
    warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : '',
    infos.length > 0 ? `,"infos":${JSON.stringify(infos)}` : '',
  ].join('');
  return new Response(`{"status":"success","data":${data}${remarks}}`, {
    headers: { 'Content-Type': 'application/json' },
  });
}

export const TRUNCATED = 'results truncated due to limit';

/** A list cut to its limit, with the warning that says so. */
export function limitedList(list: readonly unknown[], limit: number): Response {
  const isCut = list.length > limit;
  return success(JSON.stringify(isCut ? list.slice(0, limit) : list), isCut ? [TRUNCATED] : []);
}
