package dev.gyre.node.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An authority and certificates of it, made by openssl. */
public final class TestCertificates {
    private final Path directory;

    public TestCertificates(Path directory) throws IOException {
        this.directory = directory;
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=test-authority",
                "-keyout",
                "ca.key",
                "-out",
                "ca.crt");
        issue("server", "system:node:it-node");
        issue("gateway", "kube-apiserver-kubelet-client");
        issue("other", "system:kube-scheduler");
    }

    private void issue(String file, String commonName) throws IOException {
        Files.writeString(directory.resolve(file + ".ext"), "subjectAltName=IP:127.0.0.1\n");
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj",
                "/CN=" + commonName,
                "-keyout",
                file + ".key",
                "-out",
                file + ".csr");
        openssl(
                "x509",
                "-req",
                "-in",
                file + ".csr",
                "-CA",
                "ca.crt",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                "1",
                "-extfile",
                file + ".ext",
                "-out",
                file + ".crt");
    }

    private void openssl(String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(output);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    public ServerIdentity server() {
        return new ServerIdentity(
                directory.resolve("server.crt"), directory.resolve("server.key"), directory.resolve("ca.crt"));
    }

    public Path file(String name) {
        return directory.resolve(name);
    }
}
