package dev.gyre.gateway.measures;

import dev.gyre.events.telemetry.Counters;
import dev.gyre.events.telemetry.Durations;
import dev.gyre.events.telemetry.Gauges;
import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.schemas.ResourceKinds;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests, those of Gyre's own components in the same process like everybody's. A request is timed from when it is known
 * what it asks until its answer is there, its wait for a seat included; a watch until its stream begins.
 */
public final class RequestMetrics {

    private static final String COMPONENT = "apiserver";

    private static final Counters REQUESTS = Counters.named(
            "apiserver_request_total",
            "Requests that were answered.",
            "verb",
            "dry_run",
            "group",
            "version",
            "resource",
            "subresource",
            "scope",
            "component",
            "code");

    private static final Durations DURATIONS = Durations.named(
            "apiserver_request_duration_seconds",
            "From when a request is understood until it is answered; long-running requests are left out.",
            "verb",
            "dry_run",
            "group",
            "version",
            "resource",
            "subresource",
            "scope",
            "component");

    private static final Gauges LONG_RUNNING = Gauges.named(
            "apiserver_longrunning_requests",
            "Watches and followed logs that are open.",
            "verb",
            "group",
            "version",
            "resource",
            "subresource",
            "scope",
            "component");

    private static final Gauges IN_FLIGHT = Gauges.named(
            "apiserver_current_inflight_requests", "Requests that are worked on or wait for it.", "request_kind");

    private final ResourceKinds kinds;
    private final LongAdder mutating = new LongAdder();
    private final LongAdder readOnly = new LongAdder();

    public RequestMetrics(ResourceKinds kinds) {
        this.kinds = kinds;
    }

    /** Says how many are in flight just now. */
    public void poll() {
        IN_FLIGHT.set(mutating.sum(), "mutating");
        IN_FLIGHT.set(readOnly.sum(), "readOnly");
    }

    public Timing begin(ApiRequest request, RequestInfo info) {
        Timing timing = new Timing(request, RequestLabels.of(request, info, kinds));
        timing.adder().increment();
        return timing;
    }

    /** One request. */
    public final class Timing {
        private final RequestLabels labels;
        private final RequestTrace trace;
        private final long from = System.nanoTime();

        private Timing(ApiRequest request, RequestLabels labels) {
            this.labels = labels;
            this.trace = RequestTrace.begin(request, labels);
        }

        /** The request as it is to be worked on, which names its trace to what it leads to. */
        public ApiRequest request() {
            return trace.request();
        }

        private LongAdder adder() {
            return labels.isMutating() ? mutating : readOnly;
        }

        /** It has been answered; what is returned is the same answer, whose stream is counted while it is open. */
        public ApiResponse end(ApiResponse answer) {
            adder().decrement();
            trace.end(answer);
            RequestLabels is = labels;
            REQUESTS.increment(
                    is.verb(),
                    is.dryRun(),
                    is.group(),
                    is.version(),
                    is.resource(),
                    is.subresource(),
                    is.scope(),
                    COMPONENT,
                    Integer.toString(answer.code()));
            if (!is.isLongRunning()) {
                DURATIONS.recordNanos(
                        System.nanoTime() - from,
                        is.verb(),
                        is.dryRun(),
                        is.group(),
                        is.version(),
                        is.resource(),
                        is.subresource(),
                        is.scope(),
                        COMPONENT);
                return answer;
            }
            return answer instanceof ApiResponse.Streaming streaming
                    ? new ApiResponse.Streaming(streaming.code(), streaming.headers(), counted(streaming.source()))
                    : answer;
        }

        private ApiResponse.Source counted(ApiResponse.Source source) {
            String[] values = {
                labels.verb(),
                labels.group(),
                labels.version(),
                labels.resource(),
                labels.subresource(),
                labels.scope(),
                COMPONENT
            };
            return sink -> {
                AtomicBoolean isOpen = new AtomicBoolean(true);
                LONG_RUNNING.increment(values);
                AutoCloseable stream;
                try {
                    stream = source.start(sink);
                } catch (RuntimeException e) {
                    LONG_RUNNING.decrement(values);
                    throw e;
                }
                return () -> {
                    if (isOpen.getAndSet(false)) {
                        LONG_RUNNING.decrement(values);
                    }
                    stream.close();
                };
            };
        }
    }
}
