package dev.gyre.gateway.intents;

import dev.gyre.events.EventLog;
import dev.gyre.events.EventLog.Subscription;
import dev.gyre.events.Topics;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.gateway.storage.cache.Timer;
import dev.gyre.schemas.ApiClient;
import dev.gyre.schemas.ResourceKinds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the service accounts that have a topic of intents, makes the topics, and has a share of their partitions carried out
 * here: as many gateways as there are share them. What ends by itself is begun anew a little later.
 */
public final class IntentService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IntentService.class);

    /** On a service account: {@code "true"} gives it a topic. */
    public static final String ANNOTATION = "gyre.dev/intents";

    private static final String GROUP = "gyre-intents-";
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Each takes threads of its own to read with. */
    private static final int MAX_ACCOUNTS = 64;

    /**
     * What it stands on.
     *
     * @param clients the API in this process, as a user
     * @param own the gateway's own user
     */
    public record Parts(
            EventLog log,
            Topics topics,
            ResourceKinds kinds,
            ResourceReader reader,
            Function<UserInfo, ApiClient> clients,
            UserInfo own,
            String holder,
            String clusterId,
            InstantSource clock,
            Timer timer) {}

    private final Parts parts;
    private final Map<IntentAccount, Served> served = new HashMap<>();
    private boolean isClosed;

    private IntentService(Parts parts) {
        this.parts = parts;
    }

    public static IntentService start(Parts parts) {
        IntentService service = new IntentService(parts);
        service.look();
        return service;
    }

    private synchronized void look() {
        if (isClosed) {
            return;
        }
        try {
            Map<String, IntentAccount> wanted = wanted();
            served.entrySet().removeIf(entry -> {
                boolean isOver = !wanted.containsValue(entry.getKey());
                if (isOver) {
                    entry.getValue().close();
                }
                return isOver;
            });
            for (IntentAccount account : wanted.values()) {
                if (!served.containsKey(account) && served.size() < MAX_ACCOUNTS) {
                    Served begun = new Served(account);
                    served.put(account, begun);
                    begun.begin();
                } else if (!served.containsKey(account)) {
                    LOG.warn("{} has no topic of intents: there are {} already", account.dotted(), MAX_ACCOUNTS);
                }
            }
        } finally {
            parts.timer().after(LOOK, this::look);
        }
    }

    private Map<String, IntentAccount> wanted() {
        Map<String, IntentAccount> wanted = new TreeMap<>();
        for (StoredObject object : parts.reader().latest().list("", "serviceaccounts", "", null)) {
            String annotation = object.json()
                    .path("metadata")
                    .path("annotations")
                    .path(ANNOTATION)
                    .asString("");
            if (annotation.equals("true")) {
                IntentAccount account =
                        new IntentAccount(object.key().namespace(), object.key().name(), object.uid());
                wanted.put(account.dotted(), account);
            }
        }
        return wanted;
    }

    /** One account's topic: what of it is carried out here. */
    private final class Served implements AutoCloseable {
        private final IntentAccount account;
        private final Map<Integer, IntentPartition> partitions = new HashMap<>();
        private Subscription membership = () -> {};
        private boolean isOver;

        Served(IntentAccount account) {
            this.account = account;
        }

        void begin() {
            parts.log().ensureTopics(List.of(Topics.intents(account.dotted()))).whenComplete((done, error) -> {
                if (error == null) {
                    join();
                } else {
                    LOG.warn("no topic {}: {}", account.topic(), error.getMessage());
                    parts.timer().after(LOOK, this::begin);
                }
            });
        }

        private synchronized void join() {
            if (!isOver) {
                membership = parts.log().own(GROUP + account.dotted(), account.topic(), new Listener());
            }
        }

        private synchronized void carryOut(int partition) {
            if (isOver) {
                return;
            }
            IntentPartition before = partitions.remove(partition);
            if (before != null) {
                before.close();
            }
            partitions.put(
                    partition,
                    IntentPartition.start(
                            new IntentPartition.Parts(
                                    parts.log(),
                                    parts.topics(),
                                    parts.kinds(),
                                    parts.clients().apply(account.user()),
                                    parts.clients().apply(parts.own()),
                                    parts.holder(),
                                    parts.clusterId(),
                                    parts.clock(),
                                    parts.timer()),
                            account,
                            partition,
                            cause -> startOver(partition, cause)));
        }

        private void startOver(int partition, Throwable cause) {
            LOG.warn("{}-{} is begun anew: {}", account.topic(), partition, cause.toString());
            parts.timer().after(AGAIN, () -> {
                synchronized (this) {
                    if (partitions.containsKey(partition)) {
                        carryOut(partition);
                    }
                }
            });
        }

        private synchronized void leave(Collection<Integer> lost) {
            for (int partition : lost) {
                IntentPartition left = partitions.remove(partition);
                if (left != null) {
                    left.close();
                }
            }
        }

        @Override
        public synchronized void close() {
            isOver = true;
            membership.close();
            leave(List.copyOf(partitions.keySet()));
        }

        private final class Listener implements EventLog.OwnershipListener {
            @Override
            public void gained(Collection<Integer> gained) {
                gained.forEach(Served.this::carryOut);
            }

            @Override
            public void lost(Collection<Integer> lost) {
                leave(lost);
            }
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        served.values().forEach(Served::close);
        served.clear();
    }
}
