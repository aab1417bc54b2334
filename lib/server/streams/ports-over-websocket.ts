/**
 * `portforward` over a WebSocket: two channels for each port that the request names, one for data and one for errors, and one connection.
 *
 * Upstream: staging/src/k8s.io/kubelet/pkg/cri/streaming/portforward/websocket.go
 */
import type { WebSocket } from 'ws';
import { Channels } from './channels';
import type { PodPorts, PortConnection } from './port-connection';

export const PORT_CHANNEL_PROTOCOLS = ['v4.channel.k8s.io', 'v4.base64.channel.k8s.io'];

export function portsOverWebSocket(
  socket: WebSocket,
  protocol: string,
  numbers: readonly number[],
  ports: PodPorts,
): void {
  const connections: PortConnection[] = [];
  const channels = new Channels(socket, protocol, {
    message: (channel, bytes) => {
      if (channel % 2 === 0) connections[channel / 2]?.data(bytes);
    },
    closed: (channel) => {
      if (channel % 2 === 0) connections[channel / 2]?.end();
    },
  });
  let open = numbers.length;
  for (const [index, port] of numbers.entries()) {
    const data = 2 * index;
    const error = data + 1;
    // Each channel begins with the number of its port.
    const number = Buffer.alloc(2);
    number.writeUInt16LE(port);
    channels.send(data, number);
    channels.send(error, number);
    let ended = false;
    const end = (): void => {
      if (ended) return;
      ended = true;
      open--;
      if (open === 0) channels.close();
    };
    const sendError = (text: string): void => channels.send(error, Buffer.from(text));
    connections.push(ports.connect(port, { data: (bytes) => channels.send(data, bytes), error: sendError, end }));
  }
  socket.on('close', () => {
    for (const connection of connections) connection.close();
  });
}
