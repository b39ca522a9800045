import type { ServiceName } from './topology.ts';

/**
 * What the services' threads do, drawn as trees: `function @file:line =self`. A section is what one operation (as in
 * `CpuUse`) spends its time on; `idle` runs always, `heap` is what is allocated.
 */
const NODE_LOOP = `
processTimers @node:internal/timers:523 =2
  listOnTimeout @node:internal/timers:569 =1
    flushMetrics @frontend/telemetry.js:88 =4
      serializeMetrics @otlp-transformer/metrics.js:41 =9
(garbage collector) =14
(program) =9
`;
const NODE_REQUEST = (inner: string) => `
processTicksAndRejections @node:internal/process/task_queues:105 =2
  parserOnIncoming @node:_http_server:1104 =3
    emit @node:events:518 =1
      handleRequest @frontend/server.js:31 =2
        dispatch @frontend/router.js:77 =3
${inner.replaceAll(/^(?=.)/gm, '          ')}
    writeHead @node:_http_server:316 =2
      _storeHeader @node:_http_outgoing:443 =3
`;
const GO_SERVE = (inner: string) => `
runtime.goexit @runtime/asm_amd64.s:1700 =0
  google.golang.org/grpc.(*Server).serveStreams.func2.1 @grpc/server.go:1012 =1
    google.golang.org/grpc.(*Server).handleStream @grpc/server.go:1775 =1
      google.golang.org/grpc.(*Server).processUnaryRPC @grpc/server.go:1361 =3
        google.golang.org/grpc/internal/transport.(*http2Server).Write @grpc/transport/http2_server.go:1105 =3
          syscall.write @syscall/zsyscall_linux_amd64.go:964 =5
${inner.replaceAll(/^(?=.)/gm, '        ')}
`;
const GO_IDLE = `
runtime.mcall @runtime/asm_amd64.s:459 =0
  runtime.park_m @runtime/proc.go:4103 =1
    runtime.schedule @runtime/proc.go:3995 =2
      runtime.findRunnable @runtime/proc.go:3389 =6
        runtime.netpoll @runtime/netpoll_epoll.go:99 =5
runtime.systemstack @runtime/asm_amd64.s:514 =0
  runtime.gcBgMarkWorker.func2 @runtime/mgc.go:1489 =0
    runtime.gcDrain @runtime/mgcmark.go:1233 =4
      runtime.scanobject @runtime/mgcmark.go:1455 =11
        runtime.findObject @runtime/mbitmap.go:1384 =4
      runtime.markroot @runtime/mgcmark.go:209 =2
`;
const PYTHON_CHARGE = (inner: string) => `
_bootstrap @threading.py:1032 =0
  _worker @concurrent/futures/thread.py:92 =1
    _call_behavior @grpc/_server.py:567 =2
      Charge @payment/service.py:28 =2
        validate_card @payment/validate.py:12 =3
          luhn @payment/validate.py:33 =6
        charge @payment/charge.py:42 =3
          post @requests/sessions.py:637 =2
            send @requests/adapters.py:667 =3
              urlopen @urllib3/connectionpool.py:715 =4
${inner.replaceAll(/^(?=.)/gm, '                ')}
        dumps @json/__init__.py:231 =4
        info @logging/__init__.py:1519 =3
`;
const RUST_SERVE = (inner: string) => `
std::sys::pal::unix::thread::Thread::new::thread_start @std/sys/pal/unix/thread.rs:108 =0
  tokio::runtime::scheduler::multi_thread::worker::run @tokio/runtime/scheduler/multi_thread/worker.rs:487 =3
    tokio::runtime::task::harness::Harness::poll @tokio/runtime/task/harness.rs:153 =2
      tonic::server::grpc::Grpc::unary @tonic/server/grpc.rs:232 =3
${inner.replaceAll(/^(?=.)/gm, '        ')}
`;
const JAVA_RUN = (inner: string) => `
java.lang.Thread.run @Thread.java:1583 =0
  org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.run @KafkaMessageListenerContainer.java:1419 =2
${inner.replaceAll(/^(?=.)/gm, '    ')}
`;

export const STACKS: Readonly<Record<ServiceName, Readonly<Record<string, string>>>> = {
  frontend: {
    idle: NODE_LOOP,
    '/': NODE_REQUEST(`renderHome @frontend/pages/home.js:18 =4
  renderTemplate @frontend/render.js:12 =12
    escapeHtml @frontend/render.js:40 =15
  formatPrice @frontend/price.js:7 =4
    format @node:internal/intl:12 =7`),
    '/product/:id': NODE_REQUEST(`renderProduct @frontend/pages/product.js:22 =4
  renderTemplate @frontend/render.js:12 =8
    escapeHtml @frontend/render.js:40 =9
  deserialize @grpc-js/serialize.js:51 =8`),
    '/cart': NODE_REQUEST(`updateCart @frontend/pages/cart.js:14 =5
  parseBody @frontend/body.js:9 =4
    JSON.parse =7
  deserialize @grpc-js/serialize.js:51 =5`),
    '/checkout': NODE_REQUEST(`submitCheckout @frontend/pages/checkout.js:31 =5
  parseBody @frontend/body.js:9 =3
    JSON.parse =5
  validateAddress @frontend/pages/checkout.js:77 =9
  signToken @frontend/session.js:22 =3
    createHmac @node:internal/crypto/hash:161 =8`),
    heap: NODE_REQUEST(`renderTemplate @frontend/render.js:12 =40
  escapeHtml @frontend/render.js:40 =25
parseBody @frontend/body.js:9 =12
  JSON.parse =30
deserialize @grpc-js/serialize.js:51 =28`),
  },
  cart: {
    idle: GO_IDLE,
    GetCart: GO_SERVE(`shop/cart.(*Server).GetCart @cart/server.go:61 =2
  shop/cart.(*Store).Load @cart/store.go:38 =2
    github.com/redis/go-redis/v9.(*Client).HGetAll @go-redis/commands.go:1522 =3
      github.com/redis/go-redis/v9/internal/proto.(*Reader).ReadReply @go-redis/proto/reader.go:88 =9
        bufio.(*Reader).ReadLine @bufio/bufio.go:381 =4
  shop/cart.decodeItems @cart/items.go:19 =4
    encoding/json.Unmarshal @encoding/json/decode.go:97 =3
      encoding/json.(*decodeState).object @encoding/json/decode.go:621 =11
        runtime.mallocgc @runtime/malloc.go:1029 =7`),
    heap: GO_SERVE(`shop/cart.(*Server).GetCart @cart/server.go:61 =8
  github.com/redis/go-redis/v9/internal/proto.(*Reader).ReadReply @go-redis/proto/reader.go:88 =36
  encoding/json.(*decodeState).object @encoding/json/decode.go:621 =58`),
  },
  checkout: {
    idle: GO_IDLE,
    PlaceOrder: GO_SERVE(`shop/checkout.(*Server).PlaceOrder @checkout/server.go:88 =3
  shop/checkout.(*Pricer).Total @checkout/pricer.go:27 =6
    math/big.(*Rat).Mul @math/big/rat.go:474 =5
  database/sql.(*DB).ExecContext @database/sql/sql.go:1672 =3
    github.com/jackc/pgx/v5.(*Conn).Exec @pgx/conn.go:446 =6
  github.com/segmentio/kafka-go.(*Writer).WriteMessages @kafka-go/writer.go:621 =4
    compress/flate.(*compressor).deflate @compress/flate/deflate.go:372 =8`),
    heap: GO_SERVE(`shop/checkout.(*Server).PlaceOrder @checkout/server.go:88 =16
  github.com/segmentio/kafka-go.(*Writer).WriteMessages @kafka-go/writer.go:621 =52
  github.com/jackc/pgx/v5.(*Conn).Exec @pgx/conn.go:446 =24`),
  },
  payment: {
    idle: `
_bootstrap @threading.py:1032 =0
  run @threading.py:989 =1
    _serve @grpc/_server.py:1301 =6
    export @opentelemetry/sdk/metrics/export/__init__.py:512 =5
      SerializeToString @google/protobuf/message.py:190 =6
collect_generations =5`,
    Charge: PYTHON_CHARGE(`_make_request @urllib3/connectionpool.py:495 =3
  getresponse @http/client.py:1428 =4
    readinto @socket.py:720 =5`),
    'Charge retrying': PYTHON_CHARGE(`retry_with_backoff @payment/retry.py:17 =5
  _new_conn @urllib3/connection.py:198 =4
    create_connection @socket.py:827 =5
  connect @urllib3/connection.py:704 =3
    ssl_wrap_socket @urllib3/util/ssl_.py:480 =4
      do_handshake @ssl.py:1379 =62
      load_verify_locations @ssl.py:701 =38
_make_request @urllib3/connectionpool.py:495 =3`),
    heap: PYTHON_CHARGE(`ssl_wrap_socket @urllib3/util/ssl_.py:480 =30
  load_verify_locations @ssl.py:701 =55
_make_request @urllib3/connectionpool.py:495 =18`),
  },
  catalog: {
    idle: `
std::sys::pal::unix::thread::Thread::new::thread_start @std/sys/pal/unix/thread.rs:108 =0
  tokio::runtime::scheduler::multi_thread::worker::run @tokio/runtime/scheduler/multi_thread/worker.rs:487 =2
    tokio::runtime::scheduler::multi_thread::worker::Context::park @tokio/runtime/scheduler/multi_thread/worker.rs:735 =3
      mio::poll::Poll::poll @mio/poll.rs:435 =7`,
    GetProducts: RUST_SERVE(`catalog::service::get_products @catalog/service.rs:44 =4
  sqlx_postgres::connection::executor::run @sqlx-postgres/connection/executor.rs:201 =5
    sqlx_postgres::message::data_row::DataRow::decode_body @sqlx-postgres/message/data_row.rs:38 =14
  catalog::model::Product::from_row @catalog/model.rs:27 =8
    alloc::string::String::from_utf8 @alloc/string.rs:568 =6
  prost::message::Message::encode @prost/message.rs:58 =9
    bytes::bytes_mut::BytesMut::reserve @bytes/bytes_mut.rs:601 =4`),
    heap: RUST_SERVE(`catalog::service::get_products @catalog/service.rs:44 =20
  catalog::model::Product::from_row @catalog/model.rs:27 =64
  bytes::bytes_mut::BytesMut::reserve @bytes/bytes_mut.rs:601 =38`),
  },
  shipping: {
    idle: `
java.lang.Thread.run @Thread.java:1583 =0
  org.apache.kafka.clients.consumer.KafkaConsumer.poll @KafkaConsumer.java:897 =4
    sun.nio.ch.EPoll.wait =6
G1ParTask::work =9
C2 CompilerThread =5`,
    'orders process': JAVA_RUN(`com.shop.shipping.OrderConsumer.onOrder @OrderConsumer.java:41 =2
  com.fasterxml.jackson.databind.ObjectMapper.readValue @ObjectMapper.java:3893 =6
  com.shop.shipping.RateCalculator.rate @RateCalculator.java:58 =5
    com.shop.shipping.RateCalculator.volumetricWeight @RateCalculator.java:112 =16
      java.math.BigDecimal.divide @BigDecimal.java:1826 =14
    java.util.stream.ReferencePipeline.collect @ReferencePipeline.java:682 =7
  org.postgresql.jdbc.PgPreparedStatement.executeQuery @PgPreparedStatement.java:134 =9`),
    heap: JAVA_RUN(`com.shop.shipping.OrderConsumer.onOrder @OrderConsumer.java:41 =10
  com.fasterxml.jackson.databind.ObjectMapper.readValue @ObjectMapper.java:3893 =48
  java.math.BigDecimal.divide @BigDecimal.java:1826 =30`),
  },
};

export interface StackFrame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}
/** One path of a tree; `frames` from the root. */
export interface Stack {
  readonly frames: readonly StackFrame[];
  readonly weight: number;
}

/** Reads a drawn tree. Paths whose end takes no time of its own are left out. */
export function parseStacks(drawn: string): Stack[] {
  const stacks: Stack[] = [];
  const path: { indent: number; frame: StackFrame }[] = [];
  for (const text of drawn.split('\n')) {
    const [, indent = '', name, file = '', line = '0', self] =
      /^( *)(\S.*?)(?: @(\S+):(\d+))? =(\d+)$/.exec(text) ?? [];
    if (name === undefined) {
      if (text.trim() !== '') throw new Error(`not a stack frame: ${text}`);
      continue;
    }
    while ((path.at(-1)?.indent ?? -1) >= indent.length) path.pop();
    path.push({ indent: indent.length, frame: { name, file, line: Number(line) } });
    if (Number(self) > 0) stacks.push({ frames: path.map(({ frame }) => frame), weight: Number(self) });
  }
  return stacks;
}
