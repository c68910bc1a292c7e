package dev.gyre.node.ingress;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of each handshake: that of the Secret which the routes name for the host at that moment, and the default
 * one where they name none or the Secret holds none. A Secret that changes is used from the next handshake on.
 */
final class Certificates extends X509ExtendedKeyManager {
    private static final String DEFAULT = "";
    private static final String[] KEY_TYPES = {"RSA", "EC", "EdDSA"};

    private final Function<String, Optional<ResourceKey>> secretOf;
    private final Map<String, Identity> identities = new ConcurrentHashMap<>();

    private record Identity(X509Certificate[] chain, PrivateKey key) {}

    Certificates(Function<String, Optional<ResourceKey>> secretOf) {
        this.secretOf = secretOf;
    }

    /** What is served where no Ingress names a certificate. */
    void setDefault(Vertx vertx, PemKeyCertOptions pem) {
        identities.put(DEFAULT, identity(vertx, pem));
    }

    /** Takes a Secret's certificate; throws where it holds none that can be used. */
    void put(Vertx vertx, Resource secret) {
        PemKeyCertOptions pem =
                new PemKeyCertOptions().setCertValue(value(secret, "tls.crt")).setKeyValue(value(secret, "tls.key"));
        identities.put(secret.key().toString(), identity(vertx, pem));
    }

    void remove(ResourceKey secret) {
        identities.remove(secret.toString());
    }

    private static Buffer value(Resource secret, String name) {
        String text = secret.json().path("data").path(name).asString("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no key '" + name + "'");
        }
        return Buffer.buffer(Base64.getDecoder().decode(text));
    }

    private static Identity identity(Vertx vertx, PemKeyCertOptions pem) {
        try {
            for (KeyManager manager : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
                X509KeyManager keys = (X509KeyManager) manager;
                for (String type : KEY_TYPES) {
                    String[] aliases = keys.getServerAliases(type, null);
                    if (aliases != null && aliases.length > 0) {
                        return new Identity(keys.getCertificateChain(aliases[0]), keys.getPrivateKey(aliases[0]));
                    }
                }
            }
        } catch (Exception e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("no key that can be used");
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        String alias =
                secretOf.apply(requestedName(engine)).map(ResourceKey::toString).orElse(DEFAULT);
        Identity identity = identities.get(alias);
        if (identity == null) {
            alias = DEFAULT;
            identity = identities.get(alias);
        }
        return identity != null && fits(identity.key().getAlgorithm(), keyType) ? alias : null;
    }

    private static boolean fits(String algorithm, String keyType) {
        return algorithm.equals(keyType) || (algorithm.startsWith("Ed") && keyType.startsWith("Ed"));
    }

    private static String requestedName(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return "";
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Identity identity = identities.get(alias);
        return identity == null ? null : identity.chain();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Identity identity = identities.get(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null; // only engines are used
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }
}
