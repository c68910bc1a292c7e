package dev.gyre.cli;

import dev.gyre.actors.ControlPlane.Group;
import dev.gyre.actors.loadbalancer.AddressPool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The controllers as a process of their own; several share the work by partition. */
@Command(name = "controllers", description = "Run the controllers against a gateway and --kafka of your own.")
final class ControllersCommand implements Callable<Integer> {

    @Mixin
    private RemoteOptions options = new RemoteOptions();

    @Mixin
    private LoadBalancerOptions balancers = new LoadBalancerOptions();

    @Mixin
    private CloudProvider cloudProvider = new CloudProvider();

    @Override
    public Integer call() throws Exception {
        AddressPool pool = balancers.pool();
        ClusterFiles files = new ClusterFiles(options.data(), Instant.now());
        return PlaneRole.run(options, RoleIdentity.CONTROLLERS, "controllers", (clients, log) -> {
            List<Group> groups = new ArrayList<>(ControllersRole.signers(files.signer(), clients));
            groups.add(ControllersRole.controllers(files, clients, log, pool, cloudProvider));
            return groups;
        });
    }
}
