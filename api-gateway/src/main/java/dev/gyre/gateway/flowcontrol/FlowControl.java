package dev.gyre.gateway.flowcontrol;

import dev.gyre.events.telemetry.Counters;
import dev.gyre.events.telemetry.Gauges;
import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Decides when a request is worked on: which flow it is of, by the FlowSchemas as they are now, and when that flow's turn has
 * come on its level. The schemas are compiled once for each change of theirs; the mandatory ones hold even where somebody has
 * deleted them.
 */
public final class FlowControl implements PriorityLevel.Surroundings {

    /** The group of both kinds. */
    static final String GROUP = "flowcontrol.apiserver.k8s.io";

    /** What limited levels share: upstream's two bounds on requests in flight, added. */
    private static final int SEATS = 600;

    /** Who is exempt has no queue and no shares; but nothing is without a bound. */
    private static final int EXEMPT_SEATS = 2000;

    private static final String SCHEMA_UID = "x-kubernetes-pf-flowschema-uid";
    private static final String LEVEL_UID = "x-kubernetes-pf-prioritylevel-uid";

    /** Objects that a list reads for one seat, and the most seats that one takes. */
    private static final int OBJECTS_A_SEAT = 100;

    private static final int MOST_SEATS = 10;

    private static final Counters DISPATCHED = Counters.named(
            "apiserver_flowcontrol_dispatched_requests_total",
            "Requests whose turn has come.",
            "priority_level",
            "flow_schema");
    private static final Gauges EXECUTING =
            Gauges.named("apiserver_flowcontrol_current_executing_seats", "Seats in use, by level.", "priority_level");
    private static final Gauges WAITING = Gauges.named(
            "apiserver_flowcontrol_current_inqueue_requests", "Requests that wait for a seat.", "priority_level");
    private static final Gauges LIMIT =
            Gauges.named("apiserver_flowcontrol_nominal_limit_seats", "Seats of a level's own.", "priority_level");

    private final ResourceReader reader;
    private final InstantSource clock;
    private final Executor executor;
    private final int totalSeats;
    private volatile @Nullable Compiled compiled;

    private record Entry(FlowSchema schema, PriorityLevel level) {}

    /** @param rest where what no schema matches belongs */
    private record Compiled(
            long revision, long fingerprint, List<Entry> entries, Entry rest, Map<String, PriorityLevel> levels) {}

    public FlowControl(ResourceReader reader, InstantSource clock, Executor executor) {
        this(reader, clock, executor, SEATS);
    }

    FlowControl(ResourceReader reader, InstantSource clock, Executor executor, int totalSeats) {
        this.reader = reader;
        this.clock = clock;
        this.executor = executor;
        this.totalSeats = totalSeats;
    }

    /** Where a request belongs. */
    public final class Flow {
        private final Entry entry;
        private final long hash;
        private final int seats;

        private Flow(Entry entry, long hash, int seats) {
            this.entry = entry;
            this.hash = hash;
            this.seats = seats;
        }

        /** Does the work in its turn; the stage fails with the refusal where it does not come. */
        public CompletionStage<ApiResponse> run(Supplier<CompletionStage<ApiResponse>> work) {
            return entry.level().run(hash, seats, () -> {
                DISPATCHED.increment(entry.level().name(), entry.schema().name());
                return work.get();
            });
        }

        /** The answer, which says what it was served by. */
        public ApiResponse marked(ApiResponse answer) {
            if (answer instanceof ApiResponse.Takeover) {
                return answer;
            }
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.put(SCHEMA_UID, entry.schema().uid());
            headers.put(LEVEL_UID, entry.level().uid());
            return switch (answer) {
                case ApiResponse.Full full -> new ApiResponse.Full(full.code(), headers, full.body());
                case ApiResponse.Streaming streaming ->
                    new ApiResponse.Streaming(streaming.code(), headers, streaming.source());
                case ApiResponse.Takeover takeover -> takeover;
            };
        }
    }

    /** Says how full the levels are just now. */
    public void poll() {
        current().levels().values().forEach(level -> {
            EXECUTING.set(level.taken(), level.name());
            WAITING.set(level.waiting(), level.name());
            LIMIT.set(level.seats(), level.name());
        });
    }

    public Flow classify(ApiRequest request, RequestInfo info) {
        UserInfo user = request.user();
        Compiled now = current();
        Entry found = now.rest();
        for (Entry entry : now.entries()) {
            if (entry.schema().matches(user, info)) {
                found = entry;
                break;
            }
        }
        return new Flow(found, found.schema().flow(user, info), seats(request, info));
    }

    /** A list takes seats by what it reads, everything else one. */
    private int seats(ApiRequest request, RequestInfo info) {
        if (!info.verb().equals("list")
                || info.name() != null
                || request.query().containsKey("limit")) {
            return 1;
        }
        int objects = reader.latest().count(info.group(), info.resource(), info.namespace());
        return Math.clamp(objects / OBJECTS_A_SEAT, 1, MOST_SEATS);
    }

    private Compiled current() {
        Compiled known = compiled;
        return known != null && known.revision() == reader.latest().revision() ? known : refreshed();
    }

    /** One at a time, so that a level is never made twice. */
    private synchronized Compiled refreshed() {
        Snapshot snapshot = reader.latest();
        Compiled known = compiled;
        long fingerprint = fingerprint(snapshot);
        Compiled next = known != null && known.fingerprint() == fingerprint
                ? new Compiled(snapshot.revision(), fingerprint, known.entries(), known.rest(), known.levels())
                : compile(snapshot, fingerprint, known == null ? Map.of() : known.levels());
        compiled = next;
        return next;
    }

    private static long fingerprint(Snapshot snapshot) {
        long print = 1;
        for (String plural : List.of(FlowControlObjects.SCHEMAS, FlowControlObjects.LEVELS)) {
            for (StoredObject object : snapshot.list(GROUP, plural, "", null)) {
                print = print * 1_000_003 + object.modRevision();
            }
            print = print * 31 + 17;
        }
        return print;
    }

    private Compiled compile(Snapshot snapshot, long fingerprint, Map<String, PriorityLevel> before) {
        List<LevelSettings> settings = objects(snapshot, FlowControlObjects.LEVELS).stream()
                .map(LevelSettings::read)
                .toList();
        int allShares = settings.stream().mapToInt(LevelSettings::shares).sum();
        Map<String, PriorityLevel> levels = new HashMap<>();
        for (LevelSettings each : settings) {
            int share = (int) Math.ceilDiv((long) totalSeats * each.shares(), Math.max(1, allShares));
            int seats = each.isExempt() ? EXEMPT_SEATS : share;
            PriorityLevel level = before.get(each.name());
            if (level == null) {
                level = new PriorityLevel(each, seats, this);
            } else {
                level.become(each, seats);
            }
            levels.put(each.name(), level);
        }
        List<Entry> entries = new ArrayList<>();
        objects(snapshot, FlowControlObjects.SCHEMAS).stream()
                .map(FlowSchema::read)
                .sorted(FlowSchema.ORDER)
                .forEach(schema -> {
                    // One whose level is not there matches nothing.
                    PriorityLevel level = levels.get(schema.level());
                    if (level != null) {
                        entries.add(new Entry(schema, level));
                    }
                });
        Entry rest = entries.stream()
                .filter(entry -> entry.schema().name().equals(FlowControlObjects.CATCH_ALL))
                .findFirst()
                .orElseThrow();
        return new Compiled(snapshot.revision(), fingerprint, List.copyOf(entries), rest, Map.copyOf(levels));
    }

    /** Those that are stored, and of the mandatory ones those that are not. */
    private static List<JsonNode> objects(Snapshot snapshot, String plural) {
        Map<String, JsonNode> byName = new HashMap<>(FlowControlObjects.mandatory(plural));
        for (StoredObject object : snapshot.list(GROUP, plural, "", null)) {
            byName.put(object.key().name(), object.json());
        }
        return List.copyOf(byName.values());
    }

    /** The level of this name, for those who want to see how full it is. */
    @Nullable
    PriorityLevel level(String name) {
        return current().levels().get(name);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public int lendable(PriorityLevel borrower) {
        Compiled known = compiled;
        int free = 0;
        if (known != null) {
            for (PriorityLevel level : known.levels().values()) {
                free += level == borrower ? 0 : level.spare();
                free -= level.borrowed();
            }
        }
        return Math.max(0, free);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(task);
    }
}
