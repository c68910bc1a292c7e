package dev.gyre.gateway.customresource;

import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.RulesByKind;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.ChangeListener;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.CompactedException;
import dev.gyre.gateway.storage.ResourceStore.StoreEvent.Changed;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.ResourceStore.Watch;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.KindSet;
import dev.gyre.schemas.LiveKinds;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.custom.CustomKinds;
import dev.gyre.schemas.custom.CustomSchema;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kinds that this gateway serves: Kubernetes' own, and what the definitions in the watch cache say. Definitions are followed
 * as they change, wherever they are made; who needs the kinds of one picture asks with that picture. Kinds and compiled rules
 * of definitions that have not changed stay the same objects. It ends with its reader.
 */
public final class ServedKinds implements ResourceKinds {

    private static final Logger LOG = LoggerFactory.getLogger(ServedKinds.class);

    private final ResourceReader reader;
    private final LiveKinds kinds;
    private Map<ResourceKey, Defined> defined = Map.of();
    private volatile Map<ApiVersion, KindRules> rules = Map.of();
    private long revision = -1;
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();

    /** What became of one definition. */
    private record Defined(long revision, ResourceKind kind, Map<ApiVersion, KindRules> rules) {}

    private ServedKinds(ResourceReader reader, KindSet builtIn) {
        this.reader = reader;
        this.kinds = new LiveKinds(builtIn);
    }

    /** Follows the definitions from what the reader knows now. */
    public static ServedKinds follow(ResourceReader reader, KindSet builtIn) {
        ServedKinds served = new ServedKinds(reader, builtIn);
        served.follow();
        return served;
    }

    private void follow() {
        Snapshot snapshot = reader.latest();
        at(snapshot);
        try {
            reader.watch(CustomKinds.GROUP, CustomKinds.PLURAL, "", snapshot.revision(), new Definitions());
        } catch (CompactedException e) {
            // The cache has begun anew meanwhile, and knows more than this snapshot.
            follow();
        }
    }

    private final class Definitions implements ChangeListener {
        @Override
        public void onChanges(long reached, List<Changed> changes) {
            if (!changes.isEmpty()) {
                at(reader.latest());
            }
        }

        @Override
        public void onEnd(Throwable cause) {
            if (cause instanceof CompactedException) {
                follow();
            }
        }
    }

    @Override
    public KindSet current() {
        return kinds.current();
    }

    /** Says when kinds have been exchanged, as long as the answer is not closed. Must be quick. */
    public Watch onExchange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** The kinds of a picture; where newer ones are known, those. */
    public KindSet at(Snapshot snapshot) {
        KindSet before = kinds.current();
        KindSet now = advance(snapshot);
        if (now != before) {
            listeners.forEach(Runnable::run);
        }
        return now;
    }

    private synchronized KindSet advance(Snapshot snapshot) {
        if (snapshot.revision() <= revision) {
            return kinds.current();
        }
        revision = snapshot.revision();
        Map<ResourceKey, Defined> next = new LinkedHashMap<>();
        boolean isSame = true;
        for (StoredObject definition : snapshot.list(CustomKinds.GROUP, CustomKinds.PLURAL, "", null)) {
            Defined before = defined.get(definition.key());
            if (before != null && before.revision() == definition.modRevision()) {
                next.put(definition.key(), before);
            } else if (CustomKinds.isEstablished(definition.json())) {
                isSame = false;
                define(definition, next);
            }
        }
        if (!isSame || next.size() != defined.size()) {
            defined = next;
            Map<ApiVersion, KindRules> all = new IdentityHashMap<>();
            List<ResourceKind> custom = new ArrayList<>();
            next.values().forEach(each -> {
                all.putAll(each.rules());
                custom.add(each.kind());
            });
            rules = all;
            kinds.define(custom);
        }
        return kinds.current();
    }

    private static void define(StoredObject definition, Map<ResourceKey, Defined> next) {
        try {
            ResourceKind kind = CustomKinds.kind(definition.json());
            Map<ApiVersion, KindRules> rules = new IdentityHashMap<>();
            views(kind).forEach((apiVersion, view) -> {
                ApiVersion version = view.version(apiVersion);
                if (version != null) {
                    rules.put(version, rules(version));
                }
            });
            next.put(definition.key(), new Defined(definition.modRevision(), kind, rules));
        } catch (RuntimeException e) {
            LOG.error("{} cannot be served: {}", definition.key(), e.toString());
        }
    }

    private static Map<String, ResourceKind> views(ResourceKind kind) {
        ResourceKind.Custom custom = kind.custom();
        return custom == null ? Map.of() : custom.byVersion();
    }

    private static KindRules rules(ApiVersion version) {
        return version.schema() instanceof CustomSchema schema ? CustomRules.of(schema) : KindRules.PLAIN;
    }

    /** The rules of a kind, in the version in which it is written. */
    public KindRules rules(ResourceKind kind, ApiVersion version, RulesByKind builtIn) {
        if (!kind.isCustom()) {
            return builtIn.of(kind);
        }
        KindRules known = rules.get(version);
        // A definition that has changed while a request was looked up: its older rules are made once more.
        return known == null ? rules(version) : known;
    }
}
