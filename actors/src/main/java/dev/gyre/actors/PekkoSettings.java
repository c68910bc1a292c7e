package dev.gyre.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/**
 * How Pekko is to run here: as many threads as cores, each actor one message before it is another's turn, no hooks into the JVM,
 * which belongs to whoever started it.
 */
final class PekkoSettings {

    private PekkoSettings() {}

    static Config config() {
        int cores = Runtime.getRuntime().availableProcessors();
        return ConfigFactory.parseString("""
                        pekko {
                          loglevel = WARNING
                          log-dead-letters = off
                          log-dead-letters-during-shutdown = off
                          jvm-exit-on-fatal-error = off
                          coordinated-shutdown {
                            run-by-jvm-shutdown-hook = off
                            exit-jvm = off
                          }
                          actor {
                            default-dispatcher.throughput = 1
                            default-dispatcher.fork-join-executor {
                              parallelism-min = 1
                              parallelism-factor = 1.0
                              parallelism-max = %d
                            }
                            internal-dispatcher.fork-join-executor {
                              parallelism-min = 1
                              parallelism-factor = 1.0
                              parallelism-max = 2
                            }
                          }
                        }
                        """.formatted(cores)).withFallback(ConfigFactory.load());
    }
}
