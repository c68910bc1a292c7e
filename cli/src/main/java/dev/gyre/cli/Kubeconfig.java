package dev.gyre.cli;

import dev.gyre.cli.pki.ClusterPki;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The file by which {@code kubectl} finds the cluster: its address, its CA, and the admin's client certificate. The key is in
 * the form that says of which kind it is: some clients take any other for one of RSA.
 */
final class Kubeconfig {

    private Kubeconfig() {}

    static String of(String server, ClusterPki.Credentials admin) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: gyre
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: gyre-admin
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                contexts:
                - name: gyre
                  context:
                    cluster: gyre
                    user: gyre-admin
                current-context: gyre
                """.formatted(
                        server,
                        base64(ClusterPki.text(admin.ca())),
                        base64(ClusterPki.text(admin.certificate())),
                        base64(ClusterPki.namedKey(admin)));
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
