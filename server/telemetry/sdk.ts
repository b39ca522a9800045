import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { core, logs, metrics, NodeSDK, resources, tracing } from '@opentelemetry/sdk-node';

export interface TelemetrySdk {
  /** Sends what is left, for at most a second. */
  readonly stop: () => Promise<void>;
}

export interface TelemetrySdkOptions {
  /** Where OTLP/HTTP is taken, without `/v1/…`. */
  readonly endpoint: string;
  readonly instanceId: string;
}

/**
 * Starts sending Sightline's own telemetry. Loading the SDK takes a third of a second, so `main.ts` imports this after
 * the server is ready. Failing exports are dropped without a word: the store being gone must not disturb what reads it.
 */
export function startTelemetrySdk({ endpoint, instanceId }: TelemetrySdkOptions): TelemetrySdk {
  core.setGlobalErrorHandler(() => undefined);
  const exporter = (signal: string) => ({ url: `${endpoint}/v1/${signal}`, timeoutMillis: 2000 });
  const sdk = new NodeSDK({
    resource: resources.resourceFromAttributes({
      'service.name': 'sightline',
      'service.namespace': 'sightline',
      'service.instance.id': instanceId,
      'telemetry.sdk.language': 'nodejs',
    }),
    autoDetectResources: false,
    instrumentations: [],
    spanProcessors: [
      new tracing.BatchSpanProcessor(new OTLPTraceExporter(exporter('traces')), { scheduledDelayMillis: 1000 }),
    ],
    metricReaders: [
      new metrics.PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(exporter('metrics')),
        exportIntervalMillis: 15_000,
      }),
    ],
    logRecordProcessors: [
      new logs.BatchLogRecordProcessor({ exporter: new OTLPLogExporter(exporter('logs')), scheduledDelayMillis: 1000 }),
    ],
  });
  sdk.start();
  return {
    async stop() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, 1000).unref());
      await Promise.race([sdk.shutdown().catch(() => undefined), late]);
    },
  };
}
