package dev.gyre.node.proxy.host;

import dev.gyre.node.ServiceTraffic;
import dev.gyre.node.cluster.ClusterObjects;
import dev.gyre.node.proxy.PacketFilterException;
import dev.gyre.node.proxy.ServiceProxy;
import dev.gyre.node.proxy.ServiceProxy.TableName;
import dev.gyre.schemas.ResourceKinds;
import dev.gyre.schemas.address.Ipv4;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwarding for a cluster on this host, by one of however many processes have nodes of it here: the one that holds the
 * lock. The others wait for their turn; when the holder ends, its rules go on until the next one has taken them over.
 */
public final class HostForwarding implements ServiceTraffic, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HostForwarding.class);
    private static final long TRY_EVERY_MILLIS = 2_000;
    /** One lock a cluster; in it stands the range of its Services. */
    private static final Path LOCKS = Path.of("/run");

    private final Place place;
    private final ClusterObjects objects;
    private final ResourceKinds kinds;
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("service-proxy-turn").factory());
    private final NftSession nft = new NftSession();
    private @Nullable FileChannel lock;
    private volatile @Nullable ServiceProxy proxy;
    private boolean isClosed;

    /**
     * What a cluster's forwarding is called on a host.
     *
     * @param podBridge the bridge of this cluster's pods, there or not yet
     * @param serviceRange where Services' addresses are taken from
     * @param isLoadBalancer whether the host answers for the addresses of load balancers that nobody else has
     */
    public record Place(TableName table, String podBridge, String serviceRange, boolean isLoadBalancer) {

        LinuxHost host() {
            return new LinuxHost(table, podBridge, serviceRange, isLoadBalancer);
        }

        Path lockFile() {
            return LOCKS.resolve(table.name() + ".lock");
        }

        /** The tables of other clusters that forward on this host now, for Services in a range that overlaps this one. */
        public List<String> rivals() {
            List<String> rivals = new ArrayList<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(LOCKS, "gyre-*.lock")) {
                for (Path file : files) {
                    String range = rangeIn(file);
                    if (!file.equals(lockFile())
                            && Ipv4.isRange(range)
                            && Ipv4.overlap(range, serviceRange)
                            && isHeld(file)) {
                        rivals.add(file.getFileName().toString().replace(".lock", ""));
                    }
                }
            } catch (IOException e) {
                log.debug("looking for other clusters", e);
            }
            return rivals;
        }

        private static String rangeIn(Path lockFile) {
            try {
                return Files.readString(lockFile).strip();
            } catch (IOException e) {
                return "";
            }
        }

        private static boolean isHeld(Path lockFile) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
                return !isLocked(channel);
            } catch (IOException e) {
                return false;
            }
        }

        /** Takes away all that forwarding made on this host, unless somebody else still forwards for this cluster here. */
        public void clear() throws PacketFilterException, IOException {
            String range = rangeIn(lockFile());
            try (FileChannel channel = open(lockFile())) {
                if (isLocked(channel)) {
                    new LinuxHost(table, podBridge, Ipv4.isRange(range) ? range : serviceRange, isLoadBalancer)
                            .remove(table);
                    Files.deleteIfExists(lockFile());
                }
            }
        }
    }

    private HostForwarding(Place place, ClusterObjects objects, ResourceKinds kinds) {
        this.place = place;
        this.objects = objects;
        this.kinds = kinds;
    }

    /** Forwards as soon as nobody else does. See {@link LinuxHost#obstacle} first. */
    public static HostForwarding start(Place place, ClusterObjects objects, ResourceKinds kinds) {
        HostForwarding forwarding = new HostForwarding(place, objects, kinds);
        var unused = forwarding.turns.scheduleWithFixedDelay(
                forwarding::tryTurn, 0, TRY_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return forwarding;
    }

    private synchronized void tryTurn() {
        if (proxy != null || isClosed) {
            return;
        }
        try {
            FileChannel channel = open(place.lockFile());
            if (!isLocked(channel)) {
                channel.close();
                return;
            }
            lock = channel;
            channel.truncate(0).write(ByteBuffer.wrap(place.serviceRange().getBytes(StandardCharsets.US_ASCII)));
            proxy = ServiceProxy.start(place.table(), objects, kinds, nft, place.host());
        } catch (IOException e) {
            log.warn("waiting for the turn to forward Services: {}", e.toString());
        }
    }

    private static FileChannel open(Path lockFile) throws IOException {
        return FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** While another process forwards, nothing is known here of where connections go. */
    @Override
    public CompletionStage<Void> turnedAwayFrom(String podIp) {
        ServiceProxy current = proxy;
        return current == null ? NONE.turnedAwayFrom(podIp) : current.turnedAwayFrom(podIp);
    }

    /** Ends forwarding by this process; the rules stay. */
    @Override
    public synchronized void close() {
        isClosed = true;
        turns.shutdownNow();
        ServiceProxy current = proxy;
        if (current != null) {
            current.close();
        }
        nft.close();
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            log.debug("releasing the lock", e);
        }
    }
}
