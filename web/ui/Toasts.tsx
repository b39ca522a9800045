import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './IconButton.tsx';
import styles from './Toasts.module.css';

const manager = Toast.createToastManager();

export interface ToastMessage {
  readonly title: string;
  readonly detail?: string;
  readonly tone?: 'info' | 'error';
}

/** A short word about something done elsewhere than where the user looks. Errors of a view belong into the view. */
export function showToast({ title, detail, tone = 'info' }: ToastMessage): void {
  manager.add({
    title,
    type: tone,
    timeout: tone === 'error' ? 8000 : 4000,
    ...(detail ? { description: detail } : {}),
    ...(tone === 'error' ? { priority: 'high' as const } : {}),
  });
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast}>
      <Toast.Content className={styles.content}>
        <div className={styles.text}>
          <Toast.Title className={styles.title} />
          <Toast.Description className={styles.detail} />
        </div>
        <Toast.Close render={<IconButton label="Dismiss" />}>
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
