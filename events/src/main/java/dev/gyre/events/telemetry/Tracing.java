package dev.gyre.events.telemetry;

import java.time.Instant;
import java.util.HexFormat;
import kamon.Kamon;
import kamon.trace.Identifier;
import kamon.trace.Span.Remote;
import kamon.trace.SpanBuilder;
import kamon.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what this process does, under the {@code traceparent} that led to it. What travels between processes, on requests,
 * in the store and on the log, is that text and nothing else. While nobody exports, the text of the parent is handed on as it
 * is, and a span is nothing.
 */
public final class Tracing {

    /** What a span is to the ones around it, in OpenTelemetry's words. */
    public enum Kind {
        SERVER,
        CLIENT,
        PRODUCER,
        CONSUMER,
        INTERNAL
    }

    /** Something that takes time. */
    public interface Traced {
        /** What leads to whatever is done in it. */
        String traceparent();

        default Traced tag(String name, String value) {
            return this;
        }

        default void fail(String why) {}

        default void end() {}
    }

    /** Nobody will see it. */
    private record Unseen(String traceparent) implements Traced {}

    private static final Traced NOTHING = new Unseen("");
    private static final String COMPONENT = "gyre";

    private static volatile boolean isExporting;

    private Tracing() {}

    static void export() {
        isExporting = true;
    }

    public static boolean isExporting() {
        return isExporting;
    }

    /** What belongs to no trace, or to one that is not recorded, is not either. */
    public static Traced begin(Kind kind, String name, String parent) {
        return isExporting ? child(kind, name, parent, null) : passedOn(parent);
    }

    /** The same, of something that began before. */
    public static Traced begin(Kind kind, String name, String parent, Instant began) {
        return isExporting ? child(kind, name, parent, began) : passedOn(parent);
    }

    /** The same; what belongs to no trace begins one. */
    public static Traced beginOrJoin(Kind kind, String name, String parent) {
        if (!isExporting) {
            return passedOn(parent);
        }
        return Traceparent.parse(parent) == null
                ? started(builder(kind, name).ignoreParentFromContext(), null)
                : child(kind, name, parent, null);
    }

    private static Traced passedOn(String parent) {
        return parent.isEmpty() ? NOTHING : new Unseen(parent);
    }

    private static Traced child(Kind kind, String name, String parent, @Nullable Instant began) {
        Traceparent from = Traceparent.parse(parent);
        if (from == null || !from.isSampled()) {
            return passedOn(from == null ? "" : parent);
        }
        Trace trace = Trace.create(identifier(from.traceId()), kamon.trace.Trace$SamplingDecision$Sample$.MODULE$);
        Remote remote = new Remote(identifier(from.spanId()), Identifier.Empty(), trace);
        return started(builder(kind, name).asChildOf(remote), began);
    }

    private static Traced started(SpanBuilder builder, @Nullable Instant began) {
        return new Recorded(began == null ? builder.start() : builder.start(began));
    }

    private static SpanBuilder builder(Kind kind, String name) {
        SpanBuilder builder = switch (kind) {
            case SERVER -> Kamon.serverSpanBuilder(name, COMPONENT);
            case CLIENT -> Kamon.clientSpanBuilder(name, COMPONENT);
            case PRODUCER -> Kamon.producerSpanBuilder(name, COMPONENT);
            case CONSUMER -> Kamon.consumerSpanBuilder(name, COMPONENT);
            case INTERNAL -> Kamon.internalSpanBuilder(name, COMPONENT);
        };
        return builder.doNotTrackMetrics();
    }

    private static Identifier identifier(String hex) {
        return new Identifier(hex, HexFormat.of().parseHex(hex));
    }

    /** One that is exported when it ends, unless chance has left its trace out. */
    private static final class Recorded implements Traced {
        private final kamon.trace.Span span;
        private final String traceparent;

        Recorded(kamon.trace.Span span) {
            this.span = span;
            Trace trace = span.trace();
            boolean isSampled = trace.samplingDecision() == kamon.trace.Trace$SamplingDecision$Sample$.MODULE$;
            this.traceparent = new Traceparent(trace.id().string(), span.id().string(), isSampled).toString();
        }

        @Override
        public String traceparent() {
            return traceparent;
        }

        @Override
        public Traced tag(String name, String value) {
            span.tag(name, value);
            return this;
        }

        @Override
        public void fail(String why) {
            span.fail(why);
        }

        @Override
        public void end() {
            span.finish();
        }
    }
}
