package dev.gyre.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Somebody outside who asks for a host by name at a port of this machine, plainly or with TLS, on a new connection each time.
 * Whichever certificate is shown will do; it can be asked for.
 */
record IngressClient(String host, String path, int port, boolean isTls) implements HttpLoad.Target {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final SSLContext ANY_CERTIFICATE = anyCertificate();

    @Override
    public String ask() {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.0\r\nHost: " + host + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.startsWith("HTTP/1.") && answer.length() > 12
                    ? answer.substring(9, 12)
                    : "no answer: " + answer;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Whom the certificate was made for; what went wrong where none is shown. */
    String certificate() {
        try (Socket socket = connect()) {
            X509Certificate shown =
                    (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Socket connect() throws IOException {
        Socket plain = new Socket();
        plain.setSoTimeout(PATIENCE_MILLIS);
        try {
            plain.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
            return isTls ? ANY_CERTIFICATE.getSocketFactory().createSocket(plain, host, port, true) : plain;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static SSLContext anyCertificate() {
        X509TrustManager trusting = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String authType) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusting}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
