package dev.gyre.gateway.client;

import dev.gyre.schemas.KindSet;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The API over HTTP/2, as whoever the client certificate names. A few connections carry many requests each; what does not
 * fit waits in a bounded queue, and past that a call fails at once.
 */
public final class HttpApiClient extends CallingApiClient implements AutoCloseable {

    private static final int CONNECTIONS = 2;
    private static final int REQUESTS_PER_CONNECTION = 256;
    private static final int MAX_WAITING = 10_000;
    private static final int CONNECT_TIMEOUT_MILLIS = 5000;
    private static final int CALL_TIMEOUT_SECONDS = 35;

    /**
     * Where the API is, and who asks.
     *
     * @param server {@code https://host:port}
     * @param authority PEM, that the server's certificate must be of
     * @param certificate PEM, the client's
     * @param key PEM, PKCS#8
     */
    public record Target(URI server, Path authority, Path certificate, Path key) {}

    private final Target target;
    private final HttpClient client;
    private final @Nullable Vertx own;

    /** A client on an event loop of its own. */
    public static HttpApiClient connect(Target target, KindSet kinds) {
        Vertx own = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        return new HttpApiClient(own, target, kinds, own);
    }

    public HttpApiClient(Vertx vertx, Target target, KindSet kinds) {
        this(vertx, target, kinds, null);
    }

    private HttpApiClient(Vertx vertx, Target target, KindSet kinds, @Nullable Vertx own) {
        super(kinds);
        this.target = target;
        this.own = own;
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(target.authority().toString()))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(target.certificate().toString())
                        .addKeyPath(target.key().toString()))
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setHttp2MultiplexingLimit(REQUESTS_PER_CONNECTION)
                .setHttp2ConnectionWindowSize(16 * 1024 * 1024);
        options.getInitialSettings().setInitialWindowSize(4 * 1024 * 1024);
        this.client = vertx.createHttpClient(
                options,
                new PoolOptions()
                        .setHttp2MaxSize(CONNECTIONS)
                        .setHttp1MaxSize(CONNECTIONS * 8)
                        .setMaxWaitQueueSize(MAX_WAITING));
    }

    @Override
    CompletionStage<ApiAnswer> send(ApiCall call) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.method()))
                .setHost(target.server().getHost())
                .setPort(target.server().getPort())
                .setURI(uri(call));
        call.headers().forEach(options::putHeader);
        return client.request(options)
                .compose(request -> exchange(request, call.body()))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(CALL_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private static io.vertx.core.Future<ApiAnswer> exchange(HttpClientRequest request, byte[] body) {
        io.vertx.core.Future<HttpClientResponse> sent =
                body.length == 0 ? request.send() : request.send(Buffer.buffer(body));
        return sent.compose(response -> response.body().map(whole -> {
            Map<String, String> headers = new HashMap<>();
            response.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
            return new ApiAnswer(response.statusCode(), headers, whole.getBytes());
        }));
    }

    /** Path segments and parameters, encoded. */
    static String uri(ApiCall call) {
        StringBuilder uri = new StringBuilder();
        for (String segment : call.path().substring(1).split("/", -1)) {
            uri.append('/').append(encode(segment));
        }
        List<String> parameters = new ArrayList<>();
        call.query()
                .forEach((name, values) -> values.forEach(value -> parameters.add(encode(name) + "=" + encode(value))));
        return parameters.isEmpty() ? uri.toString() : uri + "?" + String.join("&", parameters);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }

    @Override
    public void close() {
        client.close();
        if (own != null) {
            own.close();
        }
    }
}
