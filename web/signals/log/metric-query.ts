/** Whether LogQL asks for series. A log query begins with its stream selector, after comments and parentheses. O(n) */
export const isMetricQuery = (logql: string): boolean => /^[^{]/.test(logql.replace(/^(?:\s|\(|#[^\n]*(?:\n|$))+/, ''));
