import { Component, type ReactNode } from 'react';
import { ErrorState } from './ErrorState.tsx';

interface BoundaryProps {
  readonly children: ReactNode;
  /** When it changes, the children get another chance. */
  readonly resetKey?: unknown;
}
interface BoundaryState {
  readonly error: unknown;
  readonly resetKey: unknown;
  readonly failed: boolean;
}

/** Around every panel, pane and page: one that breaks shows why, and the rest goes on. */
export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null, resetKey: this.props.resetKey, failed: false };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error, failed: true };
  }

  static getDerivedStateFromProps(props: BoundaryProps, state: BoundaryState): Partial<BoundaryState> | null {
    if (props.resetKey === state.resetKey) return null;
    return { error: null, failed: false, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <ErrorState error={this.state.error} onRetry={() => this.setState({ error: null, failed: false })} />;
  }
}
