import { useEffect, useRef } from 'react';
import type { SourceInfo } from '../../../../server/contract/source.ts';
import { formatQuery } from '../../../charts/editor/format-query.ts';
import type { QueryLanguage } from '../../../charts/editor/language.ts';
import { toProblem } from '../../../lib/api.ts';
import { lokiApi, prometheusApi } from '../../../lib/clients.ts';
import { showToast } from '../../../ui/Toasts.tsx';

interface FormatInput {
  readonly source: SourceInfo;
  readonly language: QueryLanguage;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** Lays the query out; says so where that cannot be. */
export function useFormat({ source, language, text, onChange }: FormatInput): (asked: string) => Promise<void> {
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  }, [text]);
  const bySource = async (query: string): Promise<string> => {
    const api = source.type === 'prometheus' ? prometheusApi : lokiApi;
    return (await api.format(source.uid, query)).query;
  };
  return async (asked) => {
    try {
      const formatted = await formatQuery(language, asked, bySource);
      // Whoever went on typing has said more than the formatter knows.
      if (latest.current !== asked) return;
      if (!formatted.ok) showToast({ title: 'The query was not formatted', detail: formatted.reason });
      else if (formatted.text === asked) showToast({ title: 'The query is formatted already' });
      else onChange(formatted.text);
    } catch (error) {
      const { upstream, detail, title } = toProblem(error);
      showToast({ title: 'The query was not formatted', detail: upstream ?? detail ?? title, tone: 'error' });
    }
  };
}
