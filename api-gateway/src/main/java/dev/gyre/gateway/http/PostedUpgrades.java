package dev.gyre.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Lets clients ask for an upgrade by POST, as those that speak SPDY do. Vert.x switches connections for GET only, so such a
 * request is made one before Vert.x sees it, and a header that nobody else can set remembers what it was: authorization
 * goes by that.
 */
final class PostedUpgrades extends ChannelInboundHandlerAdapter {

    private static final String WAS_POSTED = "gyre-posted-upgrade";
    private static final String VERTX_HANDLER = "handler";

    private PostedUpgrades() {}

    /** To be called for every new connection. */
    static void admitOn(HttpConnection connection) {
        if (connection.protocolVersion() != HttpVersion.HTTP_2 && connection instanceof ConnectionBase base) {
            ChannelPipeline pipeline = base.channel().pipeline();
            if (pipeline.get(VERTX_HANDLER) != null) {
                pipeline.addBefore(VERTX_HANDLER, WAS_POSTED, new PostedUpgrades());
            }
        }
    }

    /** The method that the client used. */
    static String methodOf(HttpServerRequest request) {
        boolean wasPosted = request.version() != HttpVersion.HTTP_2 && request.getHeader(WAS_POSTED) != null;
        return wasPosted ? HttpMethod.POST.name() : request.method().name();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            HttpHeaders headers = request.headers();
            headers.remove(WAS_POSTED);
            boolean isUpgrade = headers.contains(HttpHeaderNames.UPGRADE)
                    && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
            if (isUpgrade && request.method().equals(HttpMethod.POST)) {
                request.setMethod(HttpMethod.GET);
                headers.set(WAS_POSTED, "true");
            }
        }
        context.fireChannelRead(message);
    }
}
