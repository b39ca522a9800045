import { CircleAlert, CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import type { RuleExample, RuleReport } from '../../../server/contract/doctor.ts';
import { hitsText } from '../../lib/jump-text.ts';
import { SignalIcon } from '../../ui/SignalIcon.tsx';
import { rateText, REASONS, VERDICTS } from './doctor-words.ts';
import styles from './LinkDoctor.module.css';

const ICONS = { healthy: CircleCheck, partial: CircleAlert, dead: CircleX, untested: CircleDashed } as const;

interface DoctorRulesProps {
  readonly title: string;
  readonly rules: readonly RuleReport[];
}

export function DoctorRules({ title, rules }: DoctorRulesProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls on narrow screens, so the keyboard must reach it
    <div className={styles.scroll} role="region" aria-label={title} tabIndex={0}>
      <table className={styles.table}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Link</th>
            <th scope="col">Leads to</th>
            <th scope="col" data-number>
              Arrived
            </th>
            <th scope="col">Verdict</th>
            <th scope="col">Why not</th>
            <th scope="col">Samples</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <Rule key={rule.rule} report={rule} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Rule({ report }: { readonly report: RuleReport }) {
  const { rule, title, target, verdict, misses, examples } = report;
  const Icon = ICONS[verdict];
  return (
    <tr data-verdict={verdict}>
      <th scope="row">
        {title}
        <code>{rule}</code>
      </th>
      <td>
        {target ? (
          <span className={styles.target}>
            <SignalIcon signal={target.signal} size={12} /> {target.name}
          </span>
        ) : (
          '–'
        )}
      </td>
      <td data-number>{rateText(report)}</td>
      <td>
        <span className={styles.verdict}>
          <Icon size={14} aria-hidden /> {VERDICTS[verdict]}
        </span>
      </td>
      <td>
        {misses.length > 0 ? (
          <ul>
            {misses.map(({ reason, count, detail }) => (
              <li key={reason}>
                <strong>{REASONS[reason]}</strong>
                {count > 1 ? ` × ${count}` : ''}: {detail}
              </li>
            ))}
          </ul>
        ) : null}
      </td>
      <td>
        {examples.length > 0 ? (
          <ul>
            {examples.map((example, index) => (
              <Example key={`${index} ${example.text}`} example={example} />
            ))}
          </ul>
        ) : null}
      </td>
    </tr>
  );
}

function Example({ example: { text, href, hits } }: { readonly example: RuleExample }) {
  const found = hits.kind === 'count' ? hitsText(hits) : 'not counted';
  return (
    <li className={styles.example}>
      {href ? (
        <a href={href} title={text}>
          {text || 'sample'}
        </a>
      ) : (
        <span title={text}>{text}</span>
      )}
      <span>{found}</span>
    </li>
  );
}
