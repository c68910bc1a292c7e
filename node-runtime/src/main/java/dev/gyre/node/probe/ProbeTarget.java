package dev.gyre.node.probe;

import java.util.List;

/** Whom to ask, and how; everything that a pod's specification leaves to be looked up has been looked up. */
public sealed interface ProbeTarget {

    /** The container's attempt that is asked, in the runtime's words. */
    String containerId();

    /** Yes where the command ends with 0. */
    record Exec(String containerId, List<String> command) implements ProbeTarget {}

    /** Yes where it is answered with 200 to 399. Certificates are not verified. */
    record HttpGet(String containerId, boolean isTls, String host, int port, String path, List<Header> headers)
            implements ProbeTarget {

        /** The address as messages have it. */
        public String url() {
            String name = host.contains(":") ? "[" + host + "]" : host;
            return (isTls ? "https" : "http") + "://" + name + ":" + port + path;
        }
    }

    /** Yes where a connection is accepted. */
    record TcpSocket(String containerId, String host, int port) implements ProbeTarget {}

    /** Yes where {@code grpc.health.v1} says that the service is serving; the server as a whole where it is empty. */
    record Grpc(String containerId, String host, int port, String service) implements ProbeTarget {}

    record Header(String name, String value) {}
}
