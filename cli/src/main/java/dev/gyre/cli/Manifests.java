package dev.gyre.cli;

import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.Outcome;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.custom.CustomKinds;
import dev.gyre.schemas.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code up} does with the manifests it is given: creates what is not there, patches what is, and waits until it is
 * ready. Manifests are read and checked whole before anything is started.
 */
final class Manifests {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SERVED = Duration.ofSeconds(30);

    private final KindSet kinds;
    private final List<ObjectNode> documents;

    private Manifests(KindSet kinds, List<ObjectNode> documents) {
        this.kinds = kinds;
        this.documents = documents;
    }

    /** @param known beside the kinds that the manifests themselves define */
    static Manifests read(List<Path> files, KindSet known) {
        Map<Path, List<ObjectNode>> documents = new LinkedHashMap<>();
        files.forEach(file -> documents.put(file, documents(file)));
        KindSet kinds = known.with(documents.values().stream()
                .flatMap(List::stream)
                .filter(Manifests::isDefinition)
                .map(CustomKinds::kind)
                .toList());
        documents.forEach((file, some) -> some.forEach(document -> requireKnown(file, document, kinds)));
        return new Manifests(
                kinds,
                documents.values().stream()
                        .flatMap(List::stream)
                        .map(document -> asStored(document, kinds))
                        .toList());
    }

    private static List<ObjectNode> documents(Path file) {
        try {
            List<ObjectNode> documents = Yaml.readObjects(Files.readString(file)).stream()
                    .flatMap(Manifests::objects)
                    .toList();
            documents.stream().filter(Manifests::isDefinition).forEach(CustomKinds::kind);
            return documents;
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + file + ": " + e.getMessage(), e);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new CommandFailure(file + ": " + Startup.oneLine(e), e);
        }
    }

    /** A List stands for what is in it. */
    private static Stream<ObjectNode> objects(ObjectNode document) {
        boolean isList = document.path("apiVersion").asString("").equals("v1")
                && document.path("kind").asString("").equals("List");
        return isList
                ? document.path("items").valueStream().map(Manifests::object).flatMap(Manifests::objects)
                : Stream.of(document);
    }

    private static ObjectNode object(JsonNode item) {
        if (item instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("an item of a List is no object: " + item);
    }

    private static void requireKnown(Path file, ObjectNode document, KindSet kinds) {
        if (kindOf(document, kinds) == null) {
            throw new CommandFailure(
                    file + ": no kind \"" + document.path("kind").asString("") + "\" in version \""
                            + document.path("apiVersion").asString("") + "\"");
        }
        JsonNode metadata = document.path("metadata");
        if (metadata.path("name").asString("").isEmpty()) {
            String kind = document.path("kind").asString("");
            String generated = metadata.path("generateName").asString("");
            throw new CommandFailure(file + ": "
                    + (generated.isEmpty()
                            ? "a " + kind + " has no metadata.name"
                            : kind + " " + generated + ": what is applied cannot have its name generated"));
        }
    }

    /** In the version that the API stores. */
    private static ObjectNode asStored(ObjectNode document, KindSet kinds) {
        ResourceKind kind = kindOf(document, kinds);
        ApiVersion version =
                kind == null ? null : kind.version(document.path("apiVersion").asString(""));
        if (version != null && !version.isStorage()) {
            version.conversion().toStorage(document);
        }
        return document;
    }

    private static boolean isDefinition(ObjectNode document) {
        return document.path("kind").asString("").equals("CustomResourceDefinition")
                && document.path("apiVersion").asString("").equals(CustomKinds.GROUP + "/v1");
    }

    boolean isEmpty() {
        return documents.isEmpty();
    }

    /** Applies all in order; the first refusal ends it. */
    void apply(ApiClient client, Consumer<String> progress) {
        for (ObjectNode document : documents) {
            ResourceKey key = keyOf(document);
            Outcome outcome = execute(client, new Command.Create(key, document.deepCopy(), List.of()));
            if (outcome instanceof Outcome.Refused refused
                    && refused.status().reason().equals("AlreadyExists")) {
                outcome = execute(
                        client,
                        new Command.Patch(key, null, Command.PatchType.STRATEGIC, document.deepCopy(), List.of()));
                progress.accept(key + " configured");
            } else {
                progress.accept(key + " created");
            }
            require(key, outcome);
            awaitServed(client, document);
        }
    }

    /** Has the server apply all in order, by force; the first refusal ends it. Of an object that is there a part will do. */
    void applyOnServer(ApiClient client) {
        for (ObjectNode document : documents) {
            ResourceKey key = keyOf(document);
            Command apply = new Command.Patch(key, null, Command.PatchType.APPLY, document.deepCopy(), List.of());
            require(key, execute(client, apply));
            awaitServed(client, document);
        }
    }

    /** What comes next may be of the kind that this defines: it is served a moment after its definition has been accepted. */
    private static void awaitServed(ApiClient client, ObjectNode document) {
        if (!isDefinition(document)) {
            return;
        }
        ResourceKind kind = CustomKinds.kind(document);
        Instant end = Instant.now().plus(SERVED);
        while (!isServed(client, kind)) {
            if (Instant.now().isAfter(end)) {
                throw new CommandFailure(kind.groupResource() + " are not served " + SERVED.toSeconds()
                        + " s after they have been defined; their definition's conditions say why");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static boolean isServed(ApiClient client, ResourceKind kind) {
        try {
            client.list(kind, kind.isNamespaced() ? "default" : "", null, null)
                    .toCompletableFuture()
                    .join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof ApiClient.ApiException refused
                    && refused.status().code() == 404) {
                return false;
            }
            throw e;
        }
    }

    private static void require(ResourceKey key, Outcome outcome) {
        switch (outcome) {
            case Outcome.Committed ignored -> {}
            case Outcome.Refused refused ->
                throw new CommandFailure(key + ": " + refused.status().message());
            case Outcome.Unknown unknown -> throw new CommandFailure(key + ": " + unknown.reason());
        }
    }

    /** Waits until every object is ready; the bound is generous, since images may have to be pulled. */
    void awaitReady(ApiClient client, Duration bound, Consumer<String> progress) throws InterruptedException {
        Instant end = Instant.now().plus(bound);
        for (ObjectNode document : documents) {
            ResourceKey key = keyOf(document);
            String last = "";
            while (true) {
                Readiness readiness = client.get(key, 0)
                        .toCompletableFuture()
                        .join()
                        .map(Resource::json)
                        .map(Readiness::of)
                        .orElse(new Readiness(false, "not there"));
                if (readiness.isReady()) {
                    break;
                }
                if (!readiness.reason().equals(last)) {
                    last = readiness.reason();
                    progress.accept(key + ": " + last);
                }
                if (Instant.now().isAfter(end)) {
                    throw new CommandFailure(key + " is not ready after " + bound.toSeconds() + " s: " + last);
                }
                Thread.sleep(POLL);
            }
        }
    }

    private static Outcome execute(ApiClient client, Command command) {
        return client.execute(command, "").toCompletableFuture().join();
    }

    private ResourceKey keyOf(ObjectNode document) {
        ResourceKind kind = kindOf(document, kinds);
        if (kind == null) {
            throw new IllegalStateException("checked on reading");
        }
        JsonNode metadata = document.path("metadata");
        return kind.key(
                metadata.path("namespace").asString("default"),
                metadata.path("name").asString(""));
    }

    private static @org.jspecify.annotations.Nullable ResourceKind kindOf(ObjectNode document, KindSet kinds) {
        return kinds.ofObject(
                document.path("apiVersion").asString(""), document.path("kind").asString(""));
    }
}
