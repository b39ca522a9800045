/** One request of each OTLP signal in JSON, with everything in it that decoders read. */
const attribute = (key: string, value: object) => ({ key, value });
const RESOURCE = {
  attributes: [
    attribute('service.name', { stringValue: 'shop' }),
    attribute('list', { arrayValue: { values: [{ intValue: '3' }, { doubleValue: 0.5 }, { boolValue: true }] } }),
    attribute('map', { kvlistValue: { values: [attribute('a', { bytesValue: 'aGk=' })] } }),
  ],
};
const SCOPE = { name: 'tests', version: '1' };
export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
export const TIME = '1767225605000000000';

export const TRACES_JSON = JSON.stringify({
  resourceSpans: [
    {
      resource: RESOURCE,
      scopeSpans: [
        {
          scope: SCOPE,
          spans: [
            {
              traceId: TRACE_ID,
              spanId: SPAN_ID,
              parentSpanId: '00f067aa0ba902b7',
              name: 'GET /',
              kind: 'SPAN_KIND_SERVER',
              startTimeUnixNano: TIME,
              endTimeUnixNano: '1767225606000000000',
              attributes: [attribute('http.route', { stringValue: '/' }), attribute('n', { intValue: 5 })],
              events: [{ timeUnixNano: TIME, name: 'e', attributes: [] }],
              links: [{ traceId: TRACE_ID, spanId: SPAN_ID }],
              status: { code: 2, message: 'no' },
            },
          ],
        },
      ],
    },
  ],
});
export const LOGS_JSON = JSON.stringify({
  resourceLogs: [
    {
      resource: RESOURCE,
      scopeLogs: [
        {
          scope: SCOPE,
          logRecords: [
            {
              timeUnixNano: TIME,
              observedTimeUnixNano: TIME,
              severityNumber: 'SEVERITY_NUMBER_WARN',
              severityText: 'WARN',
              body: { stringValue: 'level=warn msg="x"' },
              attributes: [attribute('a', { doubleValue: 'NaN' })],
              traceId: TRACE_ID,
              spanId: SPAN_ID,
              flags: 1,
            },
            { timeUnixNano: TIME, body: { kvlistValue: { values: [attribute('k', { intValue: '1' })] } } },
          ],
        },
      ],
    },
  ],
});
const POINT = {
  attributes: [attribute('currency', { stringValue: 'EUR' })],
  startTimeUnixNano: TIME,
  timeUnixNano: TIME,
};
export const METRICS_JSON = JSON.stringify({
  resourceMetrics: [
    {
      resource: RESOURCE,
      scopeMetrics: [
        {
          scope: SCOPE,
          metrics: [
            { name: 'a.gauge', unit: 'By', description: 'd', gauge: { dataPoints: [{ ...POINT, asInt: '5' }] } },
            {
              name: 'a.sum',
              unit: '1',
              sum: { isMonotonic: true, aggregationTemporality: 1, dataPoints: [{ ...POINT, asDouble: 2.5 }] },
            },
            {
              name: 'a.histogram',
              unit: 's',
              histogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  {
                    ...POINT,
                    count: '3',
                    sum: 1.5,
                    bucketCounts: ['1', '2', '0'],
                    explicitBounds: [0.1, 1],
                    exemplars: [{ timeUnixNano: TIME, asDouble: 0.2, traceId: TRACE_ID, spanId: SPAN_ID }],
                  },
                ],
              },
            },
            {
              name: 'an.exponential',
              exponentialHistogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  {
                    ...POINT,
                    count: '6',
                    sum: 9,
                    scale: 3,
                    zeroCount: '1',
                    zeroThreshold: 0.01,
                    positive: { offset: -2, bucketCounts: ['1', '0', '2'] },
                    negative: { offset: 1, bucketCounts: [2] },
                  },
                ],
              },
            },
            {
              name: 'a.summary',
              summary: {
                dataPoints: [{ ...POINT, count: '2', sum: 3, quantileValues: [{ quantile: 0.5, value: 1 }] }],
              },
            },
          ],
        },
      ],
    },
  ],
});
