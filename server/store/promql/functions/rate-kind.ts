/** Which of rate, increase and delta. */
export interface RateKind {
  readonly isCounter: boolean;
  readonly perSecond: boolean;
}
