import { serviceColor } from '../lib/service-color.ts';
import styles from './ServiceName.module.css';

/** A service's name with its colour, the same on every screen. */
export function ServiceName({ service }: { readonly service: string }) {
  return (
    <span className={styles.service}>
      <span className={styles.dot} style={{ background: serviceColor(service) }} aria-hidden />
      {service}
    </span>
  );
}
