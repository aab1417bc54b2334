/** How errors of the runtime read where they reach the kubelet through gRPC. */

export function rpcError(text: string, code = 'Unknown'): string {
  return `rpc error: code = ${code} desc = ${text}`;
}

/** What containerd says when the process of a container, or of a command in it, cannot be started. */
export function startFailure(text: string): string {
  return (
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
    `unable to start container process: ${text}: unknown`
  );
}

export function execFailure(command: string): string {
  return (
    'failed to exec in container: failed to start exec "1": OCI runtime exec failed: exec failed: ' +
    `unable to start container process: exec: ${JSON.stringify(command)}: executable file not found in $PATH: unknown`
  );
}
