import { CircleAlert, TriangleAlert } from 'lucide-react';
import type { ProvisioningProblem, ProvisioningStatus } from '../../../server/contract/source.ts';
import styles from './Sources.module.css';

/** Mistakes in provisioning files as a compiler prints them: file, line, column, what is wrong and what was expected. */
export function ProvisioningProblems({ status }: { readonly status: ProvisioningStatus }) {
  if (status.problems.length === 0) return null;
  return (
    <section
      className={styles.problems}
      aria-label="Mistakes in provisioning files"
      data-stale={status.stale ? '' : undefined}
    >
      {status.stale ? (
        <p className={styles.stale} role="alert">
          The newest files were not taken. What you see is the configuration before them.
        </p>
      ) : null}
      <ul>
        {status.problems.map((problem) => (
          <li
            key={`${problem.file}:${problem.line}:${problem.column}:${problem.message}`}
            data-severity={problem.severity}
          >
            <Problem {...problem} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Problem({ file, line, column, severity, message }: ProvisioningProblem) {
  const Icon = severity === 'error' ? CircleAlert : TriangleAlert;
  return (
    <>
      <Icon size={14} aria-label={severity} />
      <code>
        {file}:{line}:{column}
      </code>
      <span>{message}</span>
    </>
  );
}
