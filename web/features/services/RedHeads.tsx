/** Column heads of rate, errors and duration, the same in every table of services. `rate` names what is counted. */
export function RedHeads({ rate }: { readonly rate: string }) {
  return ([rate, 'Errors', 'p95'] as const).map((title) => (
    <th key={title} scope="col" data-number>
      {title}
    </th>
  ));
}
