import { z } from 'zod';

/** An object whose fields all have defaults: what is no object counts as an empty one. Unknown keys stay. */
export const lenientObject = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess(
    (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}),
    z.looseObject(shape),
  );
