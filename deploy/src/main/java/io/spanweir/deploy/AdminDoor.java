package io.spanweir.deploy;

import io.spanweir.config.AdminConfig;
import io.spanweir.core.component.StartException;
import org.jspecify.annotations.Nullable;

/**
 * Whether and where questions are answered. An address that the configuration names has to be had;
 * the usual one may be somebody else's, such as another Spanweir's on the same machine, and then
 * the process runs without and says so.
 */
final class AdminDoor {
  private final AdminConfig config;
  private @Nullable AdminServer server;
  private String says = "";

  AdminDoor(AdminConfig config) {
    this.config = config;
  }

  /**
   * Opens, if that is wanted and there is anybody to ask.
   *
   * @throws StartException when an address that the configuration names can't be had
   */
  void open(DecisionQuestions questions) throws StartException {
    if (!config.enabled() || questions.isEmpty()) {
      return;
    }
    try {
      AdminServer opened = new AdminServer(config.host(), config.port(), questions);
      server = opened;
      says = "http://" + config.host() + ":" + opened.port() + "/decisions";
    } catch (StartException e) {
      if (config.address() != null) {
        throw e;
      }
      says = "can't be asked for: " + e.problem() + "; " + AdminServer.PATH + " names another";
    }
  }

  /** Where it is, or why it is not; empty if it isn't wanted. */
  String says() {
    return says;
  }

  void close() {
    if (server != null) {
      server.close();
    }
  }
}
