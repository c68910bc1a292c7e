package dev.gyre.it;

/** The pods whose streams are tried: a shell to run things in, and servers on all addresses and on localhost only. */
final class StreamPods {

    private static final String MANIFEST = """
            apiVersion: v1
            kind: Pod
            metadata: {name: box}
            spec:
              terminationGracePeriodSeconds: 0
              containers: [{name: c, image: "gyre/busybox:1", command: [sleep, "1000000"]}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - {name: web, image: "gyre/web:1", ports: [{containerPort: 80}]}
              - {name: local, image: "gyre/busybox:1", command: [httpd, -f, -p, "127.0.0.1:8088", -h, /etc]}
            """;

    private StreamPods() {}

    static void start(GyreCluster cluster) {
        Kubectl kubectl = cluster.kubectl();
        kubectl.apply(MANIFEST);
        kubectl.run("wait", "--for=condition=Ready", "pod/box", "pod/web", "--timeout=120s");
    }
}
