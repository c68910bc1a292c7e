package dev.gyre.gateway.aggregation;

import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.outbound.ServiceEndpoints;
import dev.gyre.gateway.outbound.ServiceEndpoints.UnavailableException;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks each extension server now and then for its discovery document, at once where its APIService is new or has changed, and
 * writes into the status what came of it. At most one question to each is open, and a bounded number in all.
 */
final class AvailabilityChecks {

    private static final Logger LOG = LoggerFactory.getLogger(AvailabilityChecks.class);
    private static final String CAUSE = "api-service";
    private static final Duration WHERE_AVAILABLE = Duration.ofSeconds(30);
    private static final Duration WHERE_NOT = Duration.ofSeconds(3);
    private static final long TIMEOUT_MILLIS = 5_000;
    private static final int MOST_OPEN = 32;
    private static final UserInfo ASKING = UserInfo.of("system:kube-aggregator", "system:masters");

    private final ExtensionServers servers;
    private final ResourceReader reader;
    private final ApiClient client;
    private final InstantSource clock;
    private final Map<String, Checked> checked = new ConcurrentHashMap<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    /** What came of the last question, and what the APIService said at the time. */
    private record Checked(JsonNode spec, Instant time, Availability availability) {}

    AvailabilityChecks(ExtensionServers servers, ResourceReader reader, ApiClient client, InstantSource clock) {
        this.servers = servers;
        this.reader = reader;
        this.client = client;
        this.clock = clock;
    }

    /** What is known of it; null where nothing is known yet of it as it is now. */
    @Nullable
    Availability of(RemoteApi api) {
        Checked last = checked.get(api.name());
        return last == null || !last.spec().equals(api.stored().path("spec")) ? null : last.availability();
    }

    /** Asks those whose turn it is. */
    void turn() {
        Snapshot snapshot = reader.latest();
        Set<String> present = new HashSet<>();
        for (RemoteApi api : RemoteApi.all(snapshot)) {
            present.add(api.name());
            if (isDue(api) && open.size() < MOST_OPEN && open.add(api.name())) {
                check(api, snapshot).onComplete(answered -> {
                    open.remove(api.name());
                    note(api, answered.result());
                });
            }
        }
        checked.keySet().retainAll(present);
    }

    private boolean isDue(RemoteApi api) {
        Checked last = checked.get(api.name());
        Availability known = of(api);
        return last == null
                || known == null
                || !clock.instant().isBefore(last.time().plus(known.isAvailable() ? WHERE_AVAILABLE : WHERE_NOT));
    }

    private void note(RemoteApi api, Availability found) {
        checked.put(api.name(), new Checked(api.stored().path("spec"), clock.instant(), found));
        StoredObject stored = reader.latest().get(RemoteApi.keyOf(api.name()));
        ObjectNode status = stored == null
                ? null
                : found.statusFor(
                        stored.json(),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        if (stored != null && status != null) {
            LOG.info("APIService {}: {}: {}", api.name(), found.reason(), found.message());
            ObjectNode patch = Json.object();
            patch.set("status", status);
            client.execute(new Command.Patch(stored.key(), "status", PatchType.MERGE, patch, List.of()), CAUSE)
                    .exceptionally(failure -> {
                        LOG.warn("APIService {}: its status cannot be written: {}", api.name(), failure.getMessage());
                        return null;
                    });
        }
    }

    /** Never fails. */
    private Future<Availability> check(RemoteApi api, Snapshot snapshot) {
        Availability fault = missing(api, snapshot);
        if (fault != null) {
            return Future.succeededFuture(fault);
        }
        RequestOptions options;
        try {
            options = servers.to(api, snapshot, api.path())
                    .setMethod(HttpMethod.GET)
                    .setTimeout(TIMEOUT_MILLIS);
        } catch (UnavailableException | IllegalArgumentException e) {
            return Future.succeededFuture(Availability.not("MissingEndpoints", String.valueOf(e.getMessage())));
        }
        String where =
                "https://" + api.service().serverName() + ":" + api.service().port() + api.path();
        FrontProxyHeaders.name(
                ASKING, options.putHeader("Accept", "application/json").getHeaders());
        return servers.client()
                .request(options)
                .compose(request -> request.send().compose(answer -> availability(answer, where)))
                .timeout(TIMEOUT_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS)
                .otherwise(failure -> failing(where, "Get \"" + where + "\": " + failure.getMessage()));
    }

    private static Future<Availability> availability(HttpClientResponse answer, String where) {
        return answer.body().map(body -> {
            if (answer.statusCode() < 200 || answer.statusCode() > 299) {
                return failing(where, "bad status from " + where + ": " + answer.statusCode());
            }
            return Availability.passed(Json.readObject(body.getBytes()));
        });
    }

    private static Availability failing(String where, String why) {
        return Availability.not("FailedDiscoveryCheck", "failing or missing response from " + where + ": " + why);
    }

    /** What is wrong before anybody is asked; null for nothing. */
    private static @Nullable Availability missing(RemoteApi api, Snapshot snapshot) {
        String name = api.service().name();
        String namespace = api.service().namespace();
        StoredObject service = snapshot.get(ResourceKey.namespaced("", "services", namespace, name));
        if (service == null) {
            return Availability.not(
                    "ServiceNotFound", "service/%s in \"%s\" is not present".formatted(name, namespace));
        }
        if (service.json().path("spec").path("type").asString("").equals("ExternalName")) {
            return null;
        }
        String portName;
        try {
            portName = ServiceEndpoints.portName(
                    service.json(), name, Integer.toString(api.service().port()));
        } catch (UnavailableException e) {
            return Availability.not(
                    "ServicePortError",
                    "service/%s in \"%s\" is not listening on port %d"
                            .formatted(name, namespace, api.service().port()));
        }
        if (snapshot.get(ResourceKey.namespaced("", "endpoints", namespace, name)) == null) {
            return Availability.not(
                    "EndpointsNotFound", "cannot find endpoints for service/%s in \"%s\"".formatted(name, namespace));
        }
        return ServiceEndpoints.ready(snapshot, namespace, name, portName).isEmpty()
                ? Availability.not(
                        "MissingEndpoints",
                        "endpoints for service/%s in \"%s\" have no addresses with port name \"%s\""
                                .formatted(name, namespace, portName))
                : null;
    }
}
