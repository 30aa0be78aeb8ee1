"""What runs: workers, their stages, what the work costs and what is remembered."""

from __future__ import annotations

from deploy.grafana.board import Board, Choice, Panel, Query, Row
from deploy.grafana.boards.overview import CRITICAL, RATE, STARTED

HERE = 'instance=~"$instance"'

_WORKERS = Row(
    title="Workers",
    panels=(
        Panel(
            title="What runs",
            says="Version and broker of each worker.",
            shape="table",
            width=12,
            queries=(Query(f"kabar_build_info{{{HERE}}}"),),
        ),
        Panel(
            title="Partitions by stage",
            says="Of how many partitions each worker runs a stage. A stage without any does nothing.",
            width=12,
            queries=(
                Query(f"sum by (stage, instance) (kabar_stage_partitions{{{HERE}}})", "{{stage}} on {{instance}}"),
            ),
        ),
        Panel(
            title="Memory",
            says="Resident memory of each worker. It is flat over a million articles; if it rises for days, report it.",
            unit="bytes",
            queries=(Query(f'process_resident_memory_bytes{{job="kabar", {HERE}}}', "{{instance}}"),),
        ),
        Panel(
            title="Processor",
            says="Cores in use; a worker can use about one, and its parsers more.",
            queries=(Query(f'rate(process_cpu_seconds_total{{job="kabar", {HERE}}}{RATE})', "{{instance}}"),),
        ),
        Panel(
            title="Open files",
            says="Files and connections in use, of those allowed.",
            unit="percentunit",
            bad=0.8,
            queries=(
                Query(
                    f'process_open_fds{{job="kabar", {HERE}}} / process_max_fds{{job="kabar", {HERE}}}', "{{instance}}"
                ),
            ),
        ),
    ),
)

_STAGES = Row(
    title="Stages",
    panels=(
        Panel(
            title="Time per record, mean",
            says="Work on one record, waiting for feeds and sinks included.",
            unit="s",
            queries=(
                Query(
                    f"sum by (stage) (rate(kabar_stage_duration_seconds_sum{{{HERE}}}[5m]))"
                    f" / (sum by (stage) (rate(kabar_stage_duration_seconds_count{{{HERE}}}[5m])) > 0)",
                    "{{stage}}",
                ),
            ),
        ),
        Panel(
            title="Time per record, slowest of a hundred",
            says="99 % of records take less.",
            unit="s",
            queries=(
                Query(
                    f"histogram_quantile(0.99, sum by (le, stage) (rate(kabar_stage_duration_seconds_bucket{{{HERE}}}[5m])))",
                    "{{stage}}",
                ),
            ),
        ),
        Panel(
            title="Waiting records",
            says="By topic, over all partitions.",
            queries=(Query(f"sum by (topic) (kabar_consumer_lag_records{{{HERE}}})", "{{topic}}"),),
        ),
        Panel(
            title="Waiting time by partition",
            says="A single partition that is behind is one very loud language or story.",
            unit="s",
            bad=60,
            queries=(
                Query(f"max by (topic, partition) (kabar_consumer_lag_seconds{{{HERE}}})", "{{topic}}/{{partition}}"),
            ),
        ),
        Panel(
            title="Dead letters",
            says="Records in each hour that could not be processed, by stage and reason.",
            bad=1,
            queries=(
                Query(
                    f"sum by (stage, reason) (increase(kabar_stage_dead_total{{{HERE}}}[1h]))", "{{stage}}: {{reason}}"
                ),
            ),
        ),
        Panel(
            title="Bugs",
            says="Errors in each hour that nobody expected.",
            bad=1,
            queries=(Query(f"sum by (stage) (increase(kabar_stage_errors_total{{{HERE}}}[1h]))", "{{stage}}"),),
        ),
    ),
)

_LIFE = Row(
    title="Life",
    panels=(
        Panel(
            title="Longest without progress",
            says="Time for which an item in work has not moved; at 60 s (polls 6 min, deliveries 3 min) its worker is restarted.",
            unit="s",
            bad=60,
            queries=(Query(f"max by (stage) (kabar_stage_oldest_seconds{{{HERE}}})", "{{stage}}"),),
        ),
        Panel(
            title="Loop lag",
            says="How late a worker's loop was: the sum of all work that does not wait.",
            unit="s",
            bad=5,
            queries=(Query(f"max by (instance) (kabar_loop_lag_seconds{{{HERE}}})", "{{instance}}"),),
        ),
        Panel(
            title="Broker answers",
            says="1 where the broker answers a worker. 0: the worker is not ready, and waits.",
            queries=(Query(f"min by (instance) (kabar_broker_reachable{{{HERE}}})", "{{instance}}"),),
        ),
        Panel(
            title="Ended by the watchdog",
            says="How often, by the stage that was stuck, as far as the worker has a file to note it.",
            bad=1,
            queries=(
                Query(f"sum by (instance, stage) (kabar_watchdog_restarts_total{{{HERE}}}) or vector(0)", "{{stage}}"),
            ),
        ),
        Panel(
            title="Configuration in force since",
            says="When each worker last took its file in, and whether the file was good when it was last read.",
            shape="table",
            width=12,
            queries=(
                Query(
                    f"kabar_config_last_reload_success_timestamp_seconds{{{HERE}}} * 1000"
                    f" * on (instance) kabar_config_last_reload_successful{{{HERE}}}"
                ),
            ),
        ),
    ),
)

_MEMORY = Row(
    title="What is remembered",
    panels=(
        Panel(
            title="Rows of tables",
            says="In the memory of the workers, with what they keep ready for each other.",
            queries=(Query(f"sum by (table) (kabar_table_rows{{{HERE}}})", "{{table}}"),),
        ),
        Panel(
            title="Articles in the index of copies",
            says="At most 250,000 for each partition's worker, and seven days.",
            queries=(Query(f"sum by (instance) (kabar_index_articles{{{HERE}}})", "{{instance}}"),),
        ),
        Panel(
            title="The embedded broker's file",
            says="Size of the log and its journal; nothing on Kafka.",
            unit="bytes",
            queries=(Query(f"sum by (file) (kabar_log_file_bytes{{{HERE}}}) or vector(0)", "{{file}}"),),
        ),
    ),
)

BOARD = Board(
    name="runtime",
    title="Kabar: Runtime",
    says="What runs: workers, their stages, what the work costs and what is remembered.",
    rows=(_WORKERS, _STAGES, _LIFE, _MEMORY),
    choices=(Choice(label="instance", metric="kabar_build_info"),),
    events=(CRITICAL, STARTED),
)
