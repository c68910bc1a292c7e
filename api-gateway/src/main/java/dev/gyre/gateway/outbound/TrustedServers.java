package dev.gyre.gateway.outbound;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed, by {@code caBundle}: the same options for the same bundle, so that connections are shared by
 * all that trust alike. Forgets those that have not been asked for longest.
 */
public final class TrustedServers {

    private static final int MOST = 512;
    private static final String VERIFY_HOST = "HTTPS";

    private final Map<String, ClientSSLOptions> byBundle = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ClientSSLOptions> eldest) {
            return size() > MOST;
        }
    };

    private final @Nullable KeyCertOptions shown;
    private @Nullable ClientSSLOptions unchecked;

    /** Without showing a certificate. */
    TrustedServers() {
        this(null);
    }

    /** @param shown the certificate that servers are shown, with its key; null for none */
    public TrustedServers(@Nullable KeyCertOptions shown) {
        this.shown = shown;
    }

    /** For a server that is to be believed whoever it is. */
    public synchronized ClientSSLOptions unchecked() {
        if (unchecked == null) {
            unchecked = options().setTrustAll(true).setHostnameVerificationAlgorithm("");
        }
        return unchecked;
    }

    private ClientSSLOptions options() {
        ClientSSLOptions options = new ClientSSLOptions().setHostnameVerificationAlgorithm(VERIFY_HOST);
        return shown == null ? options : options.setKeyCertOptions(shown);
    }

    /** @param caBundle PEM in base64; empty for the system's authorities; an {@link IllegalArgumentException} where it is no base64 */
    public synchronized ClientSSLOptions by(String caBundle) {
        ClientSSLOptions known = byBundle.get(caBundle);
        if (known == null) {
            known = options();
            if (!caBundle.isEmpty()) {
                known.setTrustOptions(new PemTrustOptions()
                        .addCertValue(Buffer.buffer(Base64.getDecoder().decode(caBundle))));
            }
            byBundle.put(caBundle, known);
        }
        return known;
    }
}
