package dev.gyre.gateway.proxy;

import dev.gyre.gateway.kubelet.KubeletConnections;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;

/**
 * Connections to what requests are passed on to. Pods and Services are asked without any credential, and their certificates
 * are not checked, as upstream has it: nobody could have vouched for them. Kubelets are asked as the gateway.
 */
final class Backends implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 30_000;
    private static final int MOST_TO_ONE = 256;
    private static final int MOST_WAITING = 1024;

    private final HttpClient plain;
    private final HttpClient tls;
    private final KubeletConnections kubelets;

    Backends(Vertx vertx, KubeletConnections kubelets) {
        this.kubelets = kubelets;
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(MOST_TO_ONE).setMaxWaitQueueSize(MOST_WAITING);
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setDecompressionSupported(false);
        this.plain = vertx.createHttpClient(options, pool);
        this.tls = vertx.createHttpClient(
                new HttpClientOptions(options).setSsl(true).setTrustAll(true).setVerifyHost(false), pool);
    }

    HttpClient of(ProxyTarget target) {
        if (target.isKubelet()) {
            return kubelets.client();
        }
        return target.isTls() ? tls : plain;
    }

    @Override
    public void close() {
        plain.close();
        tls.close();
    }
}
