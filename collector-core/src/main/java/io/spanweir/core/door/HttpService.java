package io.spanweir.core.door;

import io.netty.channel.local.LocalAddress;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One component's side of an HTTP listener: the paths it has there. Any event loop. */
public interface HttpService {
  /** What the component is called, for messages: {@code receiver zipkin}. */
  String name();

  /**
   * What it has, each as {@code POST /v1/traces}. No two services of a listener may have the same.
   */
  List<String> routes();

  /**
   * Whether its paths, for a person who asked elsewhere: {@code traces are posted to /v1/traces}.
   */
  String hint();

  /**
   * What deals with a request.
   *
   * @param path of the request, without its query
   * @return null if this service has nothing there
   */
  @Nullable HttpRoute route(String path, HttpRequest request);

  /**
   * What answers those that nobody has a route for, where this is the listener's first service.
   *
   * @param request null if it can't be read, or is none yet
   */
  HttpRoute elsewhere(@Nullable HttpRequest request);

  /** What requests may be like. */
  HttpRules rules();

  /** Where its requests are counted. */
  DoorMetrics metrics();

  /**
   * Where HTTP/2 is spoken, within this process: a connection that begins with it is passed on
   * there. Null if it is not.
   */
  default @Nullable LocalAddress http2() {
    return null;
  }
}
