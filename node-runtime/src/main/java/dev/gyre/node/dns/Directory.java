package dev.gyre.node.dns;

import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Services and EndpointSlices, folded into the records of the cluster's zone. One thread folds, any number look up. A
 * change costs by the Service that it concerns, and the order in which objects arrive does not matter: a slice waits for
 * its Service, and what is older than what is known is passed over.
 */
public final class Directory {
    /** The label that says whose a slice is. */
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final ClusterZone zone;
    private final NameTree names = new NameTree();
    private final PodNames podNames;
    private final Map<ResourceKey, Member> members = new HashMap<>();
    private final Map<ResourceKey, ResourceKey> serviceOfSlice = new HashMap<>();

    /** One Service as far as it is known, and what it has in the zone. */
    private static final class Member {
        private @Nullable Resource service;
        private final Map<ResourceKey, Resource> slices = new TreeMap<>();
        private Optional<ServiceRecords.Contribution> contribution = Optional.empty();

        boolean isEmpty() {
            return service == null && slices.isEmpty();
        }
    }

    public Directory(ClusterZone zone) {
        this.zone = zone;
        this.podNames = new PodNames(zone.origin());
        names.clear(zone.fixedRecords());
    }

    public ClusterZone zone() {
        return zone;
    }

    /** Forgets everything and begins with these. */
    public void reset(List<Resource> all) {
        members.clear();
        serviceOfSlice.clear();
        names.clear(zone.fixedRecords());
        all.forEach(this::put);
    }

    public void apply(List<ResourceEvent> events) {
        for (ResourceEvent event : events) {
            if (event.type() == ResourceEvent.Type.DELETED) {
                remove(event.resource());
            } else {
                put(event.resource());
            }
        }
    }

    private void put(Resource object) {
        if (isService(object.key())) {
            Member member = members.computeIfAbsent(object.key(), key -> new Member());
            if (member.service == null || member.service.revision() <= object.revision()) {
                member.service = object;
                update(object.key(), member);
            }
        } else if (isSlice(object.key())) {
            putSlice(object);
        }
    }

    private void putSlice(Resource slice) {
        ResourceKey service = serviceOf(slice);
        ResourceKey before = serviceOfSlice.put(slice.key(), service);
        if (before != null && !before.equals(service)) {
            removeSlice(before, slice.key());
        }
        Member member = members.computeIfAbsent(service, key -> new Member());
        Resource known = member.slices.get(slice.key());
        if (known == null || known.revision() <= slice.revision()) {
            member.slices.put(slice.key(), slice);
            update(service, member);
        }
    }

    private void remove(Resource object) {
        ResourceKey key = object.key();
        if (isService(key)) {
            Member member = members.get(key);
            if (member != null && member.service != null && member.service.revision() <= object.revision()) {
                member.service = null;
                update(key, member);
            }
        } else if (isSlice(key)) {
            ResourceKey service = serviceOfSlice.get(key);
            if (service != null) {
                serviceOfSlice.remove(key);
                removeSlice(service, key);
            }
        }
    }

    private void removeSlice(ResourceKey service, ResourceKey slice) {
        Member member = members.get(service);
        if (member != null && member.slices.remove(slice) != null) {
            update(service, member);
        }
    }

    /** Brings the zone to what the Service says now: what it does not say any more goes last, so that names do not blink. */
    private void update(ResourceKey key, Member member) {
        Optional<ServiceRecords.Contribution> before = member.contribution;
        Resource service = member.service;
        Optional<ServiceRecords.Contribution> after =
                service == null ? Optional.empty() : ServiceRecords.of(zone.origin(), service, member.slices.values());
        after.ifPresent(now -> {
            names.addName(now.name());
            now.records().stream()
                    .filter(each -> before.isEmpty() || !before.get().records().contains(each))
                    .forEach(names::add);
        });
        before.ifPresent(then -> {
            then.records().stream()
                    .filter(each -> after.isEmpty() || !after.get().records().contains(each))
                    .forEach(names::remove);
            names.removeName(then.name());
        });
        member.contribution = after;
        if (member.isEmpty()) {
            members.remove(key);
        }
    }

    /** The records at a name of the cluster; null where there is no such name. */
    @Nullable
    List<Record> at(Name name) {
        List<Record> records = names.at(name);
        return records == null ? podNames.at(name) : records;
    }

    /** Whether the zone is the one to ask about a name; addresses are, as far as they are the cluster's. */
    boolean isOwn(Name name) {
        return name.subdomain(zone.origin());
    }

    /** Every name with its records, as text in order. */
    Map<String, List<String>> dump() {
        return names.dump();
    }

    private static boolean isService(ResourceKey key) {
        return key.plural().equals("services") && key.group().isEmpty();
    }

    private static boolean isSlice(ResourceKey key) {
        return key.plural().equals("endpointslices") && key.group().equals("discovery.k8s.io");
    }

    private static ResourceKey serviceOf(Resource slice) {
        String name = Objects.requireNonNullElse(slice.labels().get(SERVICE_NAME), "");
        return ResourceKey.namespaced("", "services", slice.namespace(), name);
    }
}
