// Starter is a small web service. It stands here for its requirements: enough real modules to watch a download.
package main

import (
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
	"github.com/spf13/cobra"
	"go.uber.org/zap"
)

func router() *gin.Engine {
	engine := gin.New()
	engine.GET("/health", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "ok"}) })
	return engine
}

func main() {
	var address string
	command := &cobra.Command{
		Use:          "starter",
		Short:        "Answer GET /health",
		SilenceUsage: true,
		RunE: func(*cobra.Command, []string) error {
			logger, err := zap.NewProduction()
			if err != nil {
				return err
			}
			logger.Info("listening", zap.String("address", address))
			return router().Run(address)
		},
	}
	command.Flags().StringVar(&address, "address", "127.0.0.1:8080", "listen address")
	if err := command.Execute(); err != nil {
		os.Exit(1)
	}
}
