package dev.gyre.cli;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.StoredEntry;
import dev.gyre.events.Topics;
import dev.gyre.events.checkpoint.ObjectFold;
import dev.gyre.events.history.ChangeListing;
import dev.gyre.events.history.Version;
import dev.gyre.events.record.LogRecord;
import dev.gyre.events.record.RecordReader;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.custom.CustomKinds;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The kinds that a log knows: Kubernetes' own, and those whose definitions stand on it, also where a definition is gone by
 * now. Definitions are read only when they are needed.
 */
final class RecordedKinds {

    private static final int MOST_DEFINITIONS = 10_000;

    private final KindSet builtIn = KubernetesKinds.registry();
    private final EventLog log;
    private final Partition partition;
    private @Nullable KindSet all;

    RecordedKinds(EventLog log, Topics topics) {
        this.log = log;
        this.partition = topics.changesPartition(CustomKinds.definition("any"));
    }

    KindSet all() {
        KindSet known = all;
        if (known == null) {
            known = builtIn.with(definitions().values().stream()
                    .map(Resource::json)
                    .filter(CustomKinds::isEstablished)
                    .map(CustomKinds::kind)
                    .toList());
            all = known;
        }
        return known;
    }

    /** By a word that people use for it; null where there is none. */
    @Nullable
    ResourceKind named(String word) {
        ResourceKind kind = builtIn.named(word);
        return kind != null ? kind : all().named(word);
    }

    private Map<ResourceKey, Resource> definitions() {
        Map<ResourceKey, Resource> definitions = new TreeMap<>();
        // Those that are gone are known as long as their deletion is on the log, those that are there from a
        // checkpoint, too.
        for (Version version : ChangeListing.read(
                        log,
                        List.of(partition),
                        new ChangeListing.Wanted(MOST_DEFINITIONS, null, stamp -> true, RecordedKinds::isDefinition))
                .toCompletableFuture()
                .join()) {
            definitions.put(version.key(), version.object());
        }
        ObjectFold<Entry> present = ObjectFold.read(log, List.of(partition), stamp -> true, StoredEntry::entry)
                .toCompletableFuture()
                .join();
        present.forEach((key, held) -> {
            if (isDefinition(key) && !definitions.containsKey(ResourceKey.parse(key))) {
                definitions.put(ResourceKey.parse(key), object(held.kept()));
            }
        });
        return definitions;
    }

    private static boolean isDefinition(String key) {
        return key.startsWith(CustomKinds.PLURAL + "." + CustomKinds.GROUP + "/");
    }

    private static Resource object(Entry entry) {
        return switch (RecordReader.read(entry)) {
            case LogRecord.Change change -> change.event().resource();
            case LogRecord.State state -> state.resource();
            case LogRecord.Gap gap -> throw new IllegalStateException("no object: " + gap);
            case LogRecord.Reference reference -> throw new IllegalStateException("no object: " + reference);
            case LogRecord.TermBegan began -> throw new IllegalStateException("no object: " + began);
        };
    }
}
