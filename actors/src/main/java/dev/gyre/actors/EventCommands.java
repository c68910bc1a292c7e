package dev.gyre.actors;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the Events that {@code kubectl describe} shows. An Event's name follows from what it is about, the revision it was
 * decided at and its index in that decision, so the same decision makes the same Events and a repeat makes none. They
 * belong at the end of a chain of commands: what they tell of has then happened.
 */
public final class EventCommands {

    /** The API takes names of 253 characters; the suffix needs 17 of them. */
    private static final int MAX_OBJECT_NAME = 236;

    private static final int MAX_MESSAGE = 1024;

    private final String component;

    /** @param component what tells it: {@code replicaset-controller}, {@code default-scheduler} */
    public EventCommands(String component) {
        this.component = component;
    }

    /** It went as it should. */
    public Command normal(Resource about, long inputRevision, int index, String reason, String message, Instant now) {
        return event("Normal", about, inputRevision, index, reason, message, now);
    }

    /** Somebody may want to look into it. */
    public Command warning(Resource about, long inputRevision, int index, String reason, String message, Instant now) {
        return event("Warning", about, inputRevision, index, reason, message, now);
    }

    /**
     * What is so for a while, told once: nothing where the Event is there and says the same. Its name follows from what it is
     * about and why alone.
     */
    public List<Command> once(
            Resource about, ClusterView view, String type, String reason, String message, Instant now) {
        Command.Create first =
                event(type, about, name(about, suffix(about.uid() + "/" + reason)), reason, message, now);
        Resource told = view.get(first.key()).orElse(null);
        if (told == null) {
            return List.of(first);
        }
        return told.isDeleting() || told.json().path("message").asString("").equals(shortened(message, MAX_MESSAGE))
                ? List.of()
                : List.of(again(told, about, message, now));
    }

    /**
     * Told once for an occasion, however often the same is decided; nothing where it has been told. Its name follows from what it
     * is about, why, and the occasion alone.
     *
     * @param type {@code Normal} or {@code Warning}
     */
    public Optional<Command> onceFor(
            String type,
            Resource about,
            ClusterView view,
            String occasion,
            String reason,
            String message,
            Instant now) {
        String name = name(about, suffix(about.uid() + "/" + reason + "/" + occasion));
        Command.Create told = event(type, about, name, reason, message, now);
        return view.get(told.key()).isPresent() ? Optional.empty() : Optional.of(told);
    }

    /**
     * The same goes wrong again and again: told by one Event, which counts from then on. Its name follows from what it is about
     * and why alone.
     */
    public Command warningAgain(Resource about, ClusterView view, String reason, String message, Instant now) {
        Command.Create first =
                event("Warning", about, name(about, suffix(about.uid() + "/" + reason)), reason, message, now);
        Resource told = view.get(first.key()).orElse(null);
        if (told == null || told.isDeleting()) {
            return first;
        }
        return again(told, about, message, now);
    }

    private static Command again(Resource told, Resource about, String message, Instant now) {
        ObjectNode event = told.copy();
        event.set("involvedObject", reference(about));
        event.put("message", shortened(message, MAX_MESSAGE));
        event.put("count", told.json().path("count").asInt(1) + 1).put("lastTimestamp", time(now));
        return new Command.Update(told.key(), null, told.revision(), event, List.of());
    }

    private Command event(
            String type, Resource about, long inputRevision, int index, String reason, String message, Instant now) {
        String suffix = suffix(about.uid() + "/" + inputRevision + "/" + index);
        return event(type, about, name(about, suffix), reason, message, now);
    }

    private Command.Create event(String type, Resource about, String name, String reason, String message, Instant now) {
        String namespace = about.key().isNamespaced() ? about.namespace() : "default";
        String time = time(now);

        ObjectNode event = Json.object();
        event.put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("name", name).put("namespace", namespace);
        event.set("involvedObject", reference(about));
        event.put("reason", reason)
                .put("message", shortened(message, MAX_MESSAGE))
                .put("type", type);
        event.putObject("source").put("component", component);
        event.put("firstTimestamp", time).put("lastTimestamp", time).put("count", 1);
        event.put("reportingComponent", component).put("reportingInstance", "");
        return new Command.Create(ResourceKey.namespaced("", "events", namespace, name), event, List.of());
    }

    private static ObjectNode reference(Resource about) {
        ObjectNode reference = Json.object();
        reference.put("apiVersion", about.json().path("apiVersion").asString(""));
        reference.put("kind", about.json().path("kind").asString(""));
        if (about.key().isNamespaced()) {
            reference.put("namespace", about.namespace());
        }
        reference.put("name", about.name()).put("uid", about.uid());
        return reference.put("resourceVersion", Long.toString(about.revision()));
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    private static String name(Resource about, String suffix) {
        return shortened(about.name(), MAX_OBJECT_NAME) + "." + suffix;
    }

    private static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String suffix(String seed) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
