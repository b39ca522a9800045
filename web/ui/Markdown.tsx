import type { ReactNode } from 'react';
import { type Block, type Inline, parseMarkdown } from '../lib/markdown.ts';
import styles from './Markdown.module.css';

/** Markdown without HTML: whatever a stranger wrote ends as text, and links lead to http(s) or to us. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className={styles.text}>
      {parseMarkdown(text).map((block, i) => (
        <BlockView key={i} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { readonly block: Block }): ReactNode {
  switch (block.kind) {
    case 'heading': {
      const Heading = (['h3', 'h4', 'h5', 'h6'] as const)[block.level - 1] ?? 'h6';
      return (
        <Heading data-level={block.level}>
          <Inlines of={block.children} />
        </Heading>
      );
    }
    case 'paragraph':
      return (
        <p>
          <Inlines of={block.children} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          <Inlines of={block.children} />
        </blockquote>
      );
    case 'code':
      return <pre>{block.text}</pre>;
    case 'rule':
      return <hr />;
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item, i) => (
            <li key={i}>
              <Inlines of={item} />
            </li>
          ))}
        </List>
      );
    }
    case 'table':
      return <TableView block={block} />;
  }
}

function TableView({ block }: { readonly block: Extract<Block, { kind: 'table' }> }) {
  return (
    <table>
      <thead>
        <tr>
          {block.head.map((cell, i) => (
            <th key={i} scope="col">
              <Inlines of={cell} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {block.rows.map((row, i) => (
          <tr key={i}>
            {row.map((cell, j) => (
              <td key={j}>
                <Inlines of={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Inlines({ of }: { readonly of: readonly Inline[] }): ReactNode {
  return of.map((inline, i) => <InlineView key={i} inline={inline} />);
}

function InlineView({ inline }: { readonly inline: Inline }): ReactNode {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'code':
      return <code>{inline.text}</code>;
    case 'strong':
      return (
        <strong>
          <Inlines of={inline.children} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Inlines of={inline.children} />
        </em>
      );
    case 'link':
      return (
        <a
          href={inline.href}
          {...(inline.href.startsWith('http') ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
        >
          <Inlines of={inline.children} />
        </a>
      );
  }
}
