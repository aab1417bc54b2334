/**
 * What the images of the Online Boutique do when they run: how long they take to start, where they listen, what they need and take.
 *
 * Sizes, times and memory are those of a small shop on a small machine, rounded; they matter for order and proportion, not to the second.
 */
import type { ImageBehaviour, ImageTable } from '../engine';

const MEGABYTE = 1_000_000;
/** Releases, as upstream tags them. */
const RELEASES = 'v[0-9]+\\.[0-9]+\\.[0-9]+(-.+)?|latest';
/** Whom the images run as unless their pod says otherwise. */
const ROOT = 0;
const PANIC_EXIT_CODE = 2;

/** A program of the shop that answers gRPC health checks once it has started. */
function grpcProgram(port: number, readySeconds: number, rest: ImageBehaviour): ImageBehaviour {
  return { ...program(rest), listen: { [port]: `0:refused ${readySeconds}:serving` } };
}

function program(rest: ImageBehaviour): ImageBehaviour {
  return { user: ROOT, tags: RELEASES, shell: false, missingVariableExitCode: PANIC_EXIT_CODE, ...rest };
}

const SHOP: Readonly<Record<string, ImageBehaviour>> = {
  adservice: grpcProgram(9555, 10, {
    sizeBytes: 110 * MEGABYTE,
    memory: '180Mi',
    log: ['Ad service starting.', 'Ad Service started, listening on 9555'],
  }),
  cartservice: grpcProgram(7070, 3, {
    sizeBytes: 40 * MEGABYTE,
    memory: '96Mi',
    log: ['Now listening on: http://[::]:7070', 'Application started. Press Ctrl+C to shut down.'],
  }),
  checkoutservice: grpcProgram(5050, 1, {
    sizeBytes: 20 * MEGABYTE,
    memory: '24Mi',
    needs: [
      'SHIPPING_SERVICE_ADDR',
      'PRODUCT_CATALOG_SERVICE_ADDR',
      'CART_SERVICE_ADDR',
      'CURRENCY_SERVICE_ADDR',
      'EMAIL_SERVICE_ADDR',
      'PAYMENT_SERVICE_ADDR',
    ],
    log: ['service config: &{}', 'starting to listen on tcp: "[::]:5050"'],
  }),
  currencyservice: grpcProgram(7000, 2, {
    sizeBytes: 80 * MEGABYTE,
    memory: '64Mi',
    log: ['Starting gRPC server on port 7000...', 'CurrencyService gRPC server started on port 7000'],
  }),
  emailservice: grpcProgram(8080, 3, {
    sizeBytes: 70 * MEGABYTE,
    memory: '64Mi',
    log: ['starting the email service in dummy mode.', 'listening on port: 8080'],
  }),
  frontend: {
    ...program({
      sizeBytes: 20 * MEGABYTE,
      memory: '40Mi',
      needs: [
        'PRODUCT_CATALOG_SERVICE_ADDR',
        'CURRENCY_SERVICE_ADDR',
        'CART_SERVICE_ADDR',
        'RECOMMENDATION_SERVICE_ADDR',
        'CHECKOUT_SERVICE_ADDR',
        'SHIPPING_SERVICE_ADDR',
        'AD_SERVICE_ADDR',
        'SHOPPING_ASSISTANT_SERVICE_ADDR',
      ],
      log: ['Tracing disabled.', 'starting server on :8080'],
    }),
    listen: { '8080': '0:refused 1:200' },
  },
  loadgenerator: program({
    shell: true,
    sizeBytes: 80 * MEGABYTE,
    memory: '200Mi',
    log: ['Starting Locust', 'All users spawned'],
  }),
  paymentservice: grpcProgram(50051, 2, {
    sizeBytes: 80 * MEGABYTE,
    memory: '64Mi',
    log: ['PaymentService gRPC server started on port 50051'],
  }),
  productcatalogservice: grpcProgram(3550, 1, {
    sizeBytes: 20 * MEGABYTE,
    memory: '24Mi',
    log: ['successfully parsed product catalog json', 'starting grpc server at :3550'],
  }),
  recommendationservice: grpcProgram(8080, 4, {
    sizeBytes: 75 * MEGABYTE,
    memory: '220Mi',
    log: ['initializing recommendationservice', 'listening on port: 8080'],
  }),
  shippingservice: grpcProgram(50051, 1, {
    sizeBytes: 20 * MEGABYTE,
    memory: '16Mi',
    log: ['Tracing disabled.', 'Shipping Service listening on port 50051'],
  }),
  shoppingassistantservice: {
    ...program({ sizeBytes: 150 * MEGABYTE, memory: '256Mi', log: ['Serving Flask app'] }),
    listen: { '8080': '0:refused 5:200' },
  },
};

/** Others that stand in the shop's manifests. */
const AROUND: ImageTable = {
  redis: {
    sizeBytes: 17 * MEGABYTE,
    memory: '16Mi',
    termExitCode: 0,
    commands: { 'redis-cli': { stdout: 'PONG\n' } },
    listen: { '6379': '0:refused 1:open' },
    log: ['Redis is starting', 'Ready to accept connections tcp'],
  },
};

/** As upstream publishes them, in whatever registry, and as its own manifests call them. */
export const onlineBoutique: ImageTable = {
  ...Object.fromEntries(
    Object.entries(SHOP).flatMap(([name, behaviour]) => [
      [name, behaviour],
      [`*/microservices-demo/${name}`, behaviour],
    ]),
  ),
  ...AROUND,
};
